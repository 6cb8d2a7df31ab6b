import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaryPath, launchProcess, waitUntil } from '@kcs/private-servers';
import type { TestContext } from '@kcs/testkit';

interface PeerServer {
  readonly name: string;
  /** The HTTP address of the server, which answers as soon as it is ready. */
  readonly url: string;
  readonly configName: string;
  /** Returns the content of the configuration file. The server may write into the folder. */
  readonly formatConfig: (folder: string) => string;
  /** Returns the arguments of the program, which has the same name as the server. */
  readonly formatArguments: (configPath: string, folder: string) => readonly string[];
}

const READY_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 5_000;
const PROBE_TIMEOUT_MS = 1_000;

/** Starts an installed server in a temporary folder, and resolves with its process id when it is ready. */
export async function startPeerServer(t: TestContext, server: PeerServer): Promise<number> {
  const command = findBinaryPath(server.name);
  if (!command) throw new Error(`${server.name} is not installed`);
  const folder = await mkdtemp(join(tmpdir(), `kcs-${server.name}-`));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const configPath = join(folder, server.configName);
  await writeFile(configPath, server.formatConfig(folder));
  const lastLines: string[] = [];
  const running = launchProcess(
    {
      name: server.name,
      command,
      args: server.formatArguments(configPath, folder),
      env: { PATH: process.env.PATH ?? '', HOME: folder },
      cwd: folder,
      url: server.url,
      opsUrl: null,
      stopSignal: 'SIGTERM',
      stopWithinMs: STOP_TIMEOUT_MS,
      probe: async () => undefined,
    },
    (line) => void lastLines.push(line),
  );
  t.teardown(() => running.stop());
  const probe = async () => {
    const response = await fetch(server.url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await response.arrayBuffer();
  };
  await waitUntil(probe, { name: server.name, timeoutMs: READY_TIMEOUT_MS }).catch((error: Error) => {
    throw new Error(`${error.message}\n${lastLines.slice(-15).join('\n')}`);
  });
  return running.pid;
}
