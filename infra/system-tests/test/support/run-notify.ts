import { spawn } from 'node:child_process';
import { join } from 'node:path';

const NOTIFY_PROGRAM = join(import.meta.dirname, '../../../../packages/notify/dist/kcs-notify.js');
const RUN_TIMEOUT_MS = 20_000;

export interface NotifyRun {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** The standard output as text. */
  readonly text: string;
}

interface NotifyRunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** Runs `kcs-notify` as a child process, and resolves when it has exited. */
export function runNotify(
  args: readonly string[],
  { env = {}, stdin = '' }: NotifyRunOptions = {},
): Promise<NotifyRun> {
  return startNotify(args, { env, stdin }).exited;
}

/**
 * Starts `kcs-notify` as a child process. Its environment contains only `PATH` and the variables in `env`. Whenever the
 * process prints something, `onOutput` receives all standard output so far.
 */
export function startNotify(
  args: readonly string[],
  { env = {}, stdin = '' }: NotifyRunOptions,
  onOutput: (text: string) => void = () => {},
): { readonly exited: Promise<NotifyRun>; interrupt(): void } {
  const child = spawn(process.execPath, [NOTIFY_PROGRAM, ...args], {
    env: { PATH: process.env.PATH, ...env },
    timeout: RUN_TIMEOUT_MS,
  });
  const stdoutChunks: Buffer[] = [];
  const stderrChunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    stdoutChunks.push(chunk);
    onOutput(Buffer.concat(stdoutChunks).toString());
  });
  child.stderr.on('data', (chunk: Buffer) => stderrChunks.push(chunk));
  // Ignore the error that occurs if the program ends without reading its input.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const exited = new Promise<NotifyRun>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const stdout = Buffer.concat(stdoutChunks);
      resolve({ code, stdout, stderr: Buffer.concat(stderrChunks).toString(), text: stdout.toString() });
    });
  });
  return { exited, interrupt: () => void child.kill('SIGINT') };
}
