import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { findBinaryPath } from './find-binary.ts';
import type { ProcessSpec } from './process-spec.ts';

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The reason why the program could not be started; undefined if the program started. */
  readonly error?: Error;
}

export interface RunningProcess {
  readonly pid: number;
  readonly exited: Promise<ProcessExit>;
  kill(signal: NodeJS.Signals): void;
  /**
   * Sends the stop signal to the process, and SIGKILL if the process has not ended after `stopWithinMs`. Resolves when
   * the process has ended, and never rejects. May be called more than once.
   */
  stop(): Promise<ProcessExit>;
}

const LAST_OUTPUT_TIMEOUT_MS = 500;
const setprivPath = process.platform === 'linux' ? findBinaryPath('setpriv') : undefined;

/**
 * Starts a process in its own process group, so that Ctrl-C in the terminal reaches only our own process, which then
 * stops all others in order. On Linux, if `setpriv` is installed, the kernel sends the stop signal to the new process
 * if our process is killed.
 */
export function launchProcess(spec: ProcessSpec, onLine: (line: string) => void): RunningProcess {
  const [command, args] = setprivPath
    ? [setprivPath, ['--pdeathsig', spec.stopSignal.slice('SIG'.length), '--', spec.command, ...spec.args]]
    : [spec.command, [...spec.args]];
  const child = spawn(command, args, {
    cwd: spec.cwd ?? '/',
    env: { ...spec.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...spec.user,
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);

  const exitPromise = waitForExit(child);
  let stopPromise: Promise<ProcessExit> | undefined;
  return {
    pid: child.pid ?? 0,
    exited: exitPromise,
    kill: (signal) => signalProcessGroup(child, signal),
    stop: () => (stopPromise ??= stopProcess(child, spec, exitPromise)),
  };
}

function waitForExit(child: ChildProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    child.once('exit', (code, signal) => {
      // Kill the whole process group, because a child that is still running would keep the port.
      signalProcessGroup(child, 'SIGKILL');
      // The pipe may still contain output after the process has ended. Because a child process can keep the pipe open,
      // limit the wait for the end of the pipe.
      const pipeCloseTimer = setTimeout(() => resolve({ code, signal }), LAST_OUTPUT_TIMEOUT_MS);
      child.once('close', () => {
        clearTimeout(pipeCloseTimer);
        resolve({ code, signal });
      });
    });
  });
}

async function stopProcess(
  child: ChildProcess,
  spec: ProcessSpec,
  exited: Promise<ProcessExit>,
): Promise<ProcessExit> {
  child.kill(spec.stopSignal);
  const killTimer = setTimeout(() => signalProcessGroup(child, 'SIGKILL'), spec.stopWithinMs);
  const processExit = await exited;
  clearTimeout(killTimer);
  return processExit;
}

function signalProcessGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (!child.pid) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Ignore the error, which means that the process group has already ended.
  }
}
