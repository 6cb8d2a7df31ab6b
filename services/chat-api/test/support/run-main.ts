import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';

export interface Run {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** The first line with this text, past or to come. */
  line(text: string): Promise<string>;
  readonly exit: Promise<number | null>;
}

/** A compiled program of ours as a process of its own; it does not outlive the test. */
export function runMain(t: Test, file: string, env: NodeJS.ProcessEnv, args: string[] = []): Run {
  const entry = fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));
  const child = spawn(process.execPath, [entry, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
      lines.push(line);
      for (const look of waiting) look();
    });
  }
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const line: Run['line'] = (text) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = lines.find((one) => one.includes(text));
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      void exit.then(() => reject(new Error(`ended without "${text}":\n${lines.join('\n')}`)));
    });
  return { child, lines, line, exit };
}
