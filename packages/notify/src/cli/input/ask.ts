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
  let isMuted = false;
  const output = new Writable({
    write: (chunk, encoding, done) => {
      if (isMuted) done();
      else stderr.write(chunk, encoding, () => done());
    },
  });
  const readline = createInterface({ input: stdin, output, terminal: true });
  const cancelController = new AbortController();
  readline.once('SIGINT', () => cancelController.abort());
  try {
    const answering = readline.question(question, {
      signal: AbortSignal.any([signal, cancelController.signal]),
    });
    isMuted = isSecret;
    return (await answering).trim();
  } catch (cause) {
    throw new CliError('usage', 'The question was not answered. Run the command again.', { cause });
  } finally {
    readline.close();
    if (isSecret) stderr.write('\n');
  }
}
