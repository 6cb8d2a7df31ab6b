import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { findBinary } from './find-binary.ts';
import type { ProcessSpec } from './process-spec.ts';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The program could not be started at all. */
  readonly error?: Error;
}

export interface RunningProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
  /** Asks it to end, and after `stopWithinMs` makes it. Never rejects; may be called twice. */
  stop(): Promise<Exit>;
}

const LAST_WORDS_WITHIN_MS = 500;
const setpriv = process.platform === 'linux' ? findBinary('setpriv') : undefined;

/**
 * Starts the process in a group of its own, so that a Ctrl-C at the terminal reaches only us and we can stop things in
 * order. On Linux the kernel passes the stop signal on should we be killed outright: nothing outlives us.
 */
export function launch(spec: ProcessSpec, onLine: (line: string) => void): RunningProcess {
  const [command, args] = setpriv
    ? [setpriv, ['--pdeathsig', spec.stopSignal.slice('SIG'.length), '--', spec.command, ...spec.args]]
    : [spec.command, [...spec.args]];
  const child = spawn(command, args, {
    cwd: spec.cwd ?? '/',
    env: { ...spec.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...spec.user,
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);

  const exited = watch(child);
  let stopping: Promise<Exit> | undefined;
  return {
    pid: child.pid ?? 0,
    exited,
    kill: (signal) => signalGroup(child, signal),
    stop: () => (stopping ??= stop(child, spec, exited)),
  };
}

function watch(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    child.once('exit', (code, signal) => {
      // What it may have started itself must not hold its port.
      signalGroup(child, 'SIGKILL');
      // Its last words are still in the pipe; a stray grandchild may keep that open.
      const close = setTimeout(() => resolve({ code, signal }), LAST_WORDS_WITHIN_MS);
      child.once('close', () => {
        clearTimeout(close);
        resolve({ code, signal });
      });
    });
  });
}

async function stop(child: ChildProcess, spec: ProcessSpec, exited: Promise<Exit>): Promise<Exit> {
  child.kill(spec.stopSignal);
  const force = setTimeout(() => signalGroup(child, 'SIGKILL'), spec.stopWithinMs);
  const exit = await exited;
  clearTimeout(force);
  return exit;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (!child.pid) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already: nothing left to signal.
  }
}
