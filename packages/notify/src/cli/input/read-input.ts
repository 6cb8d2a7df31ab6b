import { readFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { CliError } from '../cli-error.ts';
import type { Terminal } from '../terminal.ts';

/** Returns the text of a file, or of standard input if the file is `-`. `purpose` names the file in the error message. */
export async function readInput(
  file: string,
  purpose: string,
  { stdin, signal }: Pick<Terminal, 'stdin' | 'signal'>,
): Promise<string> {
  try {
    if (file !== '-') return await readFile(file, 'utf8');
    const chunks: Buffer[] = [];
    for await (const chunk of addAbortSignal(signal, stdin)) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  } catch (cause) {
    if (signal.aborted) throw new CliError('unreachable', 'The command was interrupted.', { cause });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('usage', `Could not read ${purpose}: ${reason}. Name a file that exists.`, { cause });
  }
}

/** Parses JSON. Throws `CliError` if it is not well-formed. `purpose` names the text in the error message. */
export function parseJson(text: string, purpose: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('usage', `${purpose} is not well-formed JSON: ${reason}. Correct it.`, { cause });
  }
}

/** Parses the value of an option. Throws `CliError` unless it is an integer from `min` to `max`. */
export function parseInteger(
  text: string,
  option: string,
  { min, max }: { min: number; max: number },
): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new CliError('usage', `${option} must be a whole number from ${min} to ${max}, but is "${text}".`);
}

/** Returns the secret in the variable `name`, or in the file that `<name>_FILE` names; undefined if neither is set. */
export async function readSecret(
  name: string,
  terminal: Pick<Terminal, 'env' | 'stdin' | 'signal'>,
): Promise<string | undefined> {
  const { [name]: secret, [`${name}_FILE`]: file } = terminal.env;
  if (secret) return secret;
  return file ? (await readInput(file, `the file in ${name}_FILE`, terminal)).trim() : undefined;
}
