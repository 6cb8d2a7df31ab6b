import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface CommandOptions {
  env: Record<string, string>;
  cwd?: string | undefined;
  user?: { uid: number; gid: number } | undefined;
  signal?: AbortSignal | undefined;
  /** The signal that ends the command when `signal` is aborted. Default: SIGTERM. SIGKILL follows after 3 s. */
  abortWith?: NodeJS.Signals;
  /** Receives each line of the output, and which of the two outputs the line is from. */
  onLine?: ((line: string, output: 'stdout' | 'stderr') => void) | undefined;
}

const KEPT_OUTPUT_LINE_COUNT = 20;
const KILL_AFTER_ABORT_MS = 3_000;

/**
 * Runs a command, waits until it ends, and returns the last lines of its output. If the command fails, throws an error
 * that contains the last lines. If `signal` is aborted, ends the command and its child processes, and throws the
 * signal's reason.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  options.signal?.throwIfAborted();
  const child = spawn(command, [...args], {
    env: options.env,
    cwd: options.cwd ?? '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...options.user,
  });
  const lastOutputLines: string[] = [];
  for (const output of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[output] }).on('line', (line) => {
      lastOutputLines.push(line);
      if (lastOutputLines.length > KEPT_OUTPUT_LINE_COUNT) lastOutputLines.shift();
      options.onLine?.(line, output);
    });
  }
  const signalProcessGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid) process.kill(-child.pid, signal);
    } catch {
      // Ignore the error, which means that the process group has already ended.
    }
  };
  let killTimer: NodeJS.Timeout | undefined;
  const endCommand = () => {
    signalProcessGroup(options.abortWith ?? 'SIGTERM');
    killTimer = setTimeout(signalProcessGroup, KILL_AFTER_ABORT_MS, 'SIGKILL');
  };
  options.signal?.addEventListener('abort', endCommand, { once: true });
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    options.signal?.throwIfAborted();
    if (exitCode !== 0)
      throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}:\n${lastOutputLines.join('\n')}`);
    return lastOutputLines.join('\n');
  } finally {
    clearTimeout(killTimer);
    options.signal?.removeEventListener('abort', endCommand);
  }
}
