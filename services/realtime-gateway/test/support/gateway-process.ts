import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { Servers } from './servers.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

interface GatewayProcess {
  readonly url: string;
  readonly opsUrl: string;
  /** Resolves with the exit code. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts the compiled gateway in its own process, as in production. */
export async function startGatewayProcess(
  t: Test,
  { nats, redis }: Servers,
  env: Record<string, string> = {},
): Promise<GatewayProcess> {
  const child: ChildProcess = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, NATS_URL: nats.url, REDIS_URL: redis.url, DRAIN_NOTICE_MS: '100', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  t.teardown(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const { url, opsUrl } = await startLine(child);
  return {
    url,
    opsUrl,
    async kill(signal) {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}

function startLine(child: ChildProcess): Promise<{ url: string; opsUrl: string }> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => {
      const { sockets, ops } = JSON.parse(line) as { sockets?: string; ops?: string };
      if (sockets && ops) resolve({ url: sockets, opsUrl: ops });
    });
    lines.on('close', () => reject(new Error('the gateway ended before it started')));
  });
}
