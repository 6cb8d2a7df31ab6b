import { spawn } from 'node:child_process';

/** A sign of life while a long step runs. */
const TELL_EVERY_MS = 5_000;
const LAST_LINES = 40;
const END_WITHIN_MS = 3_000;

/** A step of the bootstrap failed; its output is in the message. */
export class StepError extends Error {}

/**
 * Runs one step to its end, quietly: a line when it begins, signs of life, its output only if it fails.
 * @param {{ what: string, command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv, fix: string }} step
 * @param {{ signal: AbortSignal, onForce: (kill: () => void) => void, say: (line: string) => void }} context
 */
export async function runStep({ what, command, args, cwd, env, fix }, { signal, onForce, say }) {
  signal.throwIfAborted();
  const beganAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - beganAt) / 1000)} s`;
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      lines.push(...text.split('\n').filter((line) => line.trim()));
      lines.splice(0, lines.length - LAST_LINES);
    });
  }
  const kill = (name) => {
    try {
      if (child.pid) process.kill(-child.pid, name);
    } catch {
      // It is gone.
    }
  };
  onForce(() => kill('SIGKILL'));
  const abort = () => {
    kill('SIGTERM');
    setTimeout(kill, END_WITHIN_MS, 'SIGKILL').unref();
  };
  signal.addEventListener('abort', abort, { once: true });
  const life = setInterval(() => say(`  … still ${what} (${seconds()})`), TELL_EVERY_MS);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }).catch((error) => error.message);
    // The leader may have gone first; its children hold files and ports.
    if (signal.aborted) kill('SIGKILL');
    signal.throwIfAborted();
    if (code !== 0) throw new StepError(`${what} failed (${code}):\n${lines.join('\n')}\n\n${fix}`);
    return seconds();
  } finally {
    clearInterval(life);
    signal.removeEventListener('abort', abort);
  }
}
