import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';

const DEFAULT_KEYS_FOLDER = '.kcs/secrets/keys';

/** The files that the commands for operators read from the folder of keys. */
type KeyFile =
  | 'operator.seed'
  | 'services.seed'
  | 'producers-signing.seed'
  | 'producers.jwt'
  | 'admin.creds'
  | 'system.creds';

/**
 * Returns the folder of the operator's keys: `--keys`, or else `KCS_KEYS`, or else the folder that `npm start` uses.
 */
export function resolveKeysFolder(
  { keys }: { readonly keys?: string },
  env: Readonly<Record<string, string | undefined>>,
): string {
  return keys ?? env.KCS_KEYS ?? DEFAULT_KEYS_FOLDER;
}

/** Returns the content of one of the operator's files. Throws `CliError` if the file cannot be read. */
export async function readKeyFile(folder: string, file: KeyFile): Promise<string> {
  try {
    return (await readFile(join(folder, file), 'utf8')).trim();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Could not read an operator's key: ${reason}. Set --keys or KCS_KEYS to the folder of keys. The runbook says where it is.`;
    throw new CliError('usage', message, { cause });
  }
}
