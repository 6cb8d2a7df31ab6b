import { spawn } from 'node:child_process';

/** The interval between the progress lines of a long step. */
const PROGRESS_INTERVAL_MS = 5_000;
const KEPT_OUTPUT_LINE_COUNT = 40;
const STEP_STOP_TIMEOUT_MS = 3_000;

/** Thrown if a step of the bootstrap fails. The message contains the last lines of the step's output. */
export class StepError extends Error {}

/**
 * Runs one step and returns how long it took, as text. If the step fails, throws a StepError with its last lines of
 * output. If the signal is aborted, ends the step and all its child processes.
 * @param {{ name: string, command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv, fix: string }} step
 * @param {{ signal: AbortSignal, onForce: (kill: () => void) => void, say: (line: string) => void }} context
 */
export async function runStep({ name, command, args, cwd, env, fix }, { signal, onForce, say }) {
  signal.throwIfAborted();
  const startedAt = Date.now();
  const formatElapsedTime = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  const stepProcess = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const lastOutputLines = collectLastOutputLines(stepProcess);
  const killStep = (name) => killProcessGroup(stepProcess, name);
  onForce(() => killStep('SIGKILL'));
  const endStep = () => {
    killStep('SIGTERM');
    setTimeout(killStep, STEP_STOP_TIMEOUT_MS, 'SIGKILL').unref();
  };
  signal.addEventListener('abort', endStep, { once: true });
  const progressTimer = setInterval(
    () => say(`  … still ${name} (${formatElapsedTime()})`),
    PROGRESS_INTERVAL_MS,
  );
  try {
    const exitCodeOrMessage = await new Promise((resolve, reject) => {
      stepProcess.once('error', reject);
      stepProcess.once('close', resolve);
    }).catch((error) => error.message);
    // Kill the whole process group: child processes of the step may outlive its main process and keep files and ports
    // open.
    if (signal.aborted) killStep('SIGKILL');
    signal.throwIfAborted();
    if (exitCodeOrMessage !== 0)
      throw new StepError(
        `The step "${name}" failed (${exitCodeOrMessage}):\n${lastOutputLines.join('\n')}\n\n${fix}`,
      );
    return formatElapsedTime();
  } finally {
    clearInterval(progressTimer);
    signal.removeEventListener('abort', endStep);
  }
}

/** Returns an array that is updated as the child prints, and always contains the child's last lines of output. */
function collectLastOutputLines(child) {
  const lastOutputLines = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      lastOutputLines.push(...text.split('\n').filter((line) => line.trim()));
      lastOutputLines.splice(0, lastOutputLines.length - KEPT_OUTPUT_LINE_COUNT);
    });
  }
  return lastOutputLines;
}

function killProcessGroup(child, signal) {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // All processes of the group have already ended.
  }
}
