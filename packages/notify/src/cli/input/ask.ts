import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CliError } from '../cli-error.ts';
import type { Terminal } from '../terminal.ts';

/** Asks a question on the terminal and returns the answer. With `isSecret`, the answer is not shown. */
export async function ask(
  question: string,
  { stdin, stderr, signal }: Terminal,
  { isSecret = false }: { readonly isSecret?: boolean } = {},
): Promise<string> {
  // readline echoes what the user types. For a secret, drop everything that readline writes.
  const output = isSecret ? new Writable({ write: (_chunk, _encoding, done) => done() }) : stderr;
  if (isSecret) stderr.write(question);
  const readline = createInterface({ input: stdin, output, terminal: true });
  const cancelController = new AbortController();
  // The input ends when the user presses Ctrl-D. `question` would then never settle.
  for (const event of ['SIGINT', 'close'] as const) readline.once(event, () => cancelController.abort());
  try {
    const questionSignal = AbortSignal.any([signal, cancelController.signal]);
    return (await readline.question(question, { signal: questionSignal })).trim();
  } catch (cause) {
    throw new CliError('usage', 'The question was not answered. Run the command again.', { cause });
  } finally {
    readline.close();
    if (isSecret) stderr.write('\n');
  }
}
