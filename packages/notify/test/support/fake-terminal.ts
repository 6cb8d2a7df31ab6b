import { PassThrough } from 'node:stream';
import type { Terminal } from '../../src/cli/terminal.ts';

interface FakeTerminalOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The text on standard input. */
  readonly input?: string;
  /** Whether a person uses the terminal. The answers are then typed with `type`. */
  readonly isInteractive?: boolean;
}

/** A terminal in memory. */
export class FakeTerminal implements Terminal {
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: PassThrough & { isTTY?: boolean } = new PassThrough();
  readonly stdout: PassThrough & { isTTY?: boolean } = new PassThrough();
  readonly stderr: PassThrough & { isTTY?: boolean } = new PassThrough();
  readonly #controller = new AbortController();
  #shown = '';
  #errors = '';

  constructor({ env = {}, input = '', isInteractive = false }: FakeTerminalOptions = {}) {
    this.env = env;
    for (const stream of [this.stdin, this.stdout, this.stderr]) stream.isTTY = isInteractive;
    if (!isInteractive) this.stdin.end(input);
    this.stdout.on('data', (chunk) => {
      this.#shown += chunk;
    });
    this.stderr.on('data', (chunk) => {
      this.#errors += chunk;
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Everything that was written to standard output. */
  get shown(): string {
    return this.#shown;
  }

  /** Everything that was written to standard error. */
  get errors(): string {
    return this.#errors;
  }

  /** Presses Ctrl-C while the program does not read keys itself. */
  interrupt(): void {
    this.#controller.abort();
  }

  /** Types a line after the question has been shown. */
  async answer(question: string, line: string): Promise<void> {
    await this.waitForQuestion(question);
    this.stdin.write(`${line}\n`);
  }

  async waitForQuestion(question: string): Promise<void> {
    while (!this.#errors.includes(question)) await new Promise((resolve) => setImmediate(resolve));
  }
}
