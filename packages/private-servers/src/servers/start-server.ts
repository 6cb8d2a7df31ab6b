import { isPortFree } from '../ports/free-port.ts';
import { type Exit, launch } from '../process/launch.ts';
import type { ProcessSpec } from '../process/process-spec.ts';
import { waitUntil } from '../process/wait.ts';

/** A private server, ready for use when you get it. */
export interface PrivateServer {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Ends it in good order; what it was given to keep is then on disk, a temporary folder is gone. */
  stop(): Promise<void>;
  /** For tests of what its death does: `SIGKILL`, `SIGSTOP`, `SIGCONT` to its whole group. */
  kill(signal: NodeJS.Signals): void;
}

export interface StartOptions {
  signal?: AbortSignal | undefined;
  onLine?: ((line: string) => void) | undefined;
  /** After it has ended, however it ended by `stop`. */
  cleanUp?: () => Promise<void>;
}

const READY_WITHIN_MS = 30_000;
const LAST_LINES = 15;
const running = new Set<{ kill(signal: NodeJS.Signals): void }>();
process.once('exit', () => {
  for (const server of running) server.kill('SIGKILL');
});

/** Prepares, starts and waits until the server's probe succeeds. If it ends first, the error has its last words. */
export async function startServer(spec: ProcessSpec, options: StartOptions = {}): Promise<PrivateServer> {
  // Otherwise the probe would find the server that is already there, and take it for ours.
  const port = Number(new URL(spec.url).port);
  if (!(await isPortFree(port))) throw new Error(`${spec.name}: port ${port}: address already in use`);
  await spec.prepare?.(options.signal);
  const lines: string[] = [];
  const child = launch(spec, (line) => {
    lines.push(line);
    if (lines.length > LAST_LINES) lines.shift();
    options.onLine?.(line);
  });
  running.add(child);
  const ended = new AbortController();
  child.exited.then(({ code, signal, error }) => {
    running.delete(child);
    ended.abort(
      new Error(`${spec.name} ended at once (${error?.message ?? signal ?? code}):\n${lines.join('\n')}`),
    );
  });
  const stop = async () => {
    await child.stop();
    await options.cleanUp?.();
  };
  try {
    const signal = options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal;
    await waitUntil(() => spec.probe(), { what: spec.name, timeoutMs: READY_WITHIN_MS, signal });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name: spec.name,
    url: spec.url,
    pid: child.pid,
    exited: child.exited,
    kill: (signal) => child.kill(signal),
    stop,
  };
}
