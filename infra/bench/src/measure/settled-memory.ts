import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from '@kcs/testkit';

/** Measures the memory of Node processes after garbage collection. */
export interface SettledMemory {
  /** The environment that makes a Node process collect its garbage on request. Processes with it must be started first. */
  readonly env: { readonly NODE_OPTIONS: string };
  /**
   * Collects the garbage of a process, and returns the kilobytes of memory that the process then uses, without program
   * files. The share of a program file that counts for a process changes whenever another process of the same program
   * starts or ends.
   */
  readKb(pid: number): Promise<number>;
}

/** One full collection makes objects with finalizers unreachable, and the next one frees them. */
const COLLECTIONS = 3;
const COLLECT_TIMEOUT_MS = 30_000;

/** Prepares the measurement of processes that are started afterward. */
export async function prepareSettledMemory(t: TestContext): Promise<SettledMemory> {
  const folder = await mkdtemp(join(tmpdir(), 'kcs-memory-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return {
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(formatPreload(folder))}` },
    readKb: async (pid) => {
      for (let n = 0; n < COLLECTIONS; n++) await collectGarbage(join(folder, `${pid}.sock`));
      return readAnonymousKb(pid);
    },
  };
}

/** Returns a program that collects the garbage of its process whenever somebody connects to a Unix socket. */
function formatPreload(folder: string): string {
  return `
    import { createServer } from 'node:net';
    import { setFlagsFromString } from 'node:v8';
    import { runInNewContext } from 'node:vm';
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc');
    createServer((socket) => {
      collectGarbage();
      socket.end();
    }).listen(${JSON.stringify(folder)} + '/' + process.pid + '.sock').unref();`;
}

async function collectGarbage(socketPath: string): Promise<void> {
  const socket = connect(socketPath).resume();
  await once(socket, 'close', { signal: AbortSignal.timeout(COLLECT_TIMEOUT_MS) });
}

function readAnonymousKb(pid: number): number {
  const anonymousKb = /^Pss_Anon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  if (anonymousKb === undefined) throw new Error(`The memory of process ${pid} is unknown`);
  return Number(anonymousKb);
}
