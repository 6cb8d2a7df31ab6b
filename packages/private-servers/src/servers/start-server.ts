import { isPortFree } from '../ports/free-port.ts';
import { launchProcess, type ProcessExit } from '../process/launch.ts';
import type { ProcessSpec } from '../process/process-spec.ts';
import { waitUntil } from '../process/wait.ts';

/** A private server that is ready for use. */
export interface PrivateServer {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  readonly exited: Promise<ProcessExit>;
  /**
   * Shuts the server down cleanly. The data of a durable server is then on disk, and a temporary folder is deleted.
   */
  stop(): Promise<void>;
  /**
   * Sends a signal such as SIGKILL, SIGSTOP, or SIGCONT to the whole process group, so that tests can cause failures.
   */
  kill(signal: NodeJS.Signals): void;
}

export interface StartOptions {
  signal?: AbortSignal | undefined;
  onLine?: ((line: string) => void) | undefined;
  /** Called after `stop` has ended the server. */
  cleanUp?: () => Promise<void>;
}

const READY_TIMEOUT_MS = 30_000;
const KEPT_OUTPUT_LINE_COUNT = 15;
const runningServers = new Set<{ kill(signal: NodeJS.Signals): void }>();
process.once('exit', () => {
  for (const server of runningServers) server.kill('SIGKILL');
});

/**
 * Prepares and starts the server. Resolves when its readiness probe succeeds. Throws an error with the server's last
 * output lines if the server ends before that, and a timeout error after 30 s. When the current process exits, all
 * servers that are still running are killed.
 */
export async function startServer(spec: ProcessSpec, options: StartOptions = {}): Promise<PrivateServer> {
  // Check that the port is free. If another server already listened on it, the probe would reach that server and
  // succeed.
  const port = Number(new URL(spec.url).port);
  if (!(await isPortFree(port)))
    throw new Error(`${spec.name} cannot start: address already in use on port ${port}`);
  await spec.prepare?.(options.signal);
  const lastOutputLines: string[] = [];
  const serverProcess = launchProcess(spec, (line) => {
    lastOutputLines.push(line);
    if (lastOutputLines.length > KEPT_OUTPUT_LINE_COUNT) lastOutputLines.shift();
    options.onLine?.(line);
  });
  runningServers.add(serverProcess);
  const exitController = new AbortController();
  serverProcess.exited.then(({ code, signal, error }) => {
    runningServers.delete(serverProcess);
    exitController.abort(
      new Error(
        `${spec.name} ended before it was ready (${error?.message ?? signal ?? code}):\n${lastOutputLines.join('\n')}`,
      ),
    );
  });
  const stopServer = async () => {
    await serverProcess.stop();
    await options.cleanUp?.();
  };
  try {
    const startSignal = options.signal
      ? AbortSignal.any([options.signal, exitController.signal])
      : exitController.signal;
    await waitUntil(() => spec.probe(), {
      name: spec.name,
      timeoutMs: READY_TIMEOUT_MS,
      signal: startSignal,
    });
  } catch (error) {
    await stopServer();
    throw error;
  }
  return {
    name: spec.name,
    url: spec.url,
    pid: serverProcess.pid,
    exited: serverProcess.exited,
    kill: (signal) => serverProcess.kill(signal),
    stop: stopServer,
  };
}
