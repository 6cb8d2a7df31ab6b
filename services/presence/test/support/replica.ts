import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A replica of the compiled service as a process of its own. */
export class Replica {
  readonly lines: Record<string, unknown>[] = [];
  readonly #child: ChildProcess;

  constructor(t: Test, env: Record<string, string>, args: readonly string[] = []) {
    this.#child = spawn(process.execPath, [MAIN, ...args], {
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    t.teardown(() => this.kill());
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.lines.push(parsed(line)));
    }
  }

  /** The start line; it names the ops address. */
  async started(): Promise<Record<string, unknown>> {
    for (;;) {
      const line = this.lines.find((one) => one.msg === 'presence started');
      if (line !== undefined) return line;
      if (this.#child.exitCode !== null) throw new Error(JSON.stringify(this.lines));
      await Promise.race([once(this.#child.stdout ?? this.#child, 'data'), once(this.#child, 'exit')]);
    }
  }

  /** Sends a signal and gives the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal);
    return this.exit();
  }

  async exit(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  async kill(): Promise<void> {
    await this.stop('SIGKILL');
  }
}

const parsed = (line: string): Record<string, unknown> => {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { text: line };
  }
};
