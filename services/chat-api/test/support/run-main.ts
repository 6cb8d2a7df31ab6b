import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';

export interface ProgramRun {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** Resolves with the first output line that contains the text. Also finds a line that was printed before the call. */
  line(text: string): Promise<string>;
  readonly exit: Promise<number | null>;
}

/** Starts one of our compiled programs as a child process. The process is killed when the test ends. */
export function runMain(t: Test, file: string, env: NodeJS.ProcessEnv, args: string[] = []): ProgramRun {
  const entryPath = fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));
  const programProcess = spawn(process.execPath, [entryPath, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => programProcess.kill('SIGKILL'));
  const outputLines: string[] = [];
  const lineListeners = new Set<() => void>();
  for (const stream of [programProcess.stdout, programProcess.stderr]) {
    createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
      outputLines.push(line);
      for (const resolveIfPrinted of lineListeners) resolveIfPrinted();
    });
  }
  const exitCodePromise = once(programProcess, 'close').then(([code]) => code as number | null);
  const waitForLine: ProgramRun['line'] = (text) =>
    new Promise((resolve, reject) => {
      const resolveIfPrinted = () => {
        const foundLine = outputLines.find((one) => one.includes(text));
        if (foundLine === undefined) return;
        lineListeners.delete(resolveIfPrinted);
        resolve(foundLine);
      };
      lineListeners.add(resolveIfPrinted);
      resolveIfPrinted();
      void exitCodePromise.then(() =>
        reject(new Error(`The process exited without printing "${text}":\n${outputLines.join('\n')}`)),
      );
    });
  return { child: programProcess, lines: outputLines, line: waitForLine, exit: exitCodePromise };
}
