import { randomBytes } from 'node:crypto';
import { access, constants, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CliError } from '../cli-error.ts';

/** The mode of files with secrets. Only the owner can read and change them. */
const SECRET_FILE_MODE = 0o600;

/**
 * Throws `CliError` if the file cannot be written. Commands call this before they request a secret that the server shows
 * only once.
 */
export async function checkSecretFile(path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
    const file = await stat(path).catch(() => undefined);
    if (file?.isDirectory()) throw new Error('it is a folder');
  } catch (cause) {
    throw createWriteError(path, cause);
  }
}

/**
 * Writes a secret to a file that only its owner can read. Replaces an existing file in one step, so that a program that
 * reads the file always gets complete content.
 */
export async function writeSecretFile(path: string, text: string): Promise<void> {
  const temporaryPath = `${path}.${randomBytes(4).toString('hex')}.new`;
  try {
    await writeFile(temporaryPath, text, { mode: SECRET_FILE_MODE, flag: 'wx', flush: true });
    await rename(temporaryPath, path);
  } catch (cause) {
    await rm(temporaryPath, { force: true });
    throw createWriteError(path, cause);
  }
}

/** Throws `CliError` if the file exists or cannot be written. A new secret must not replace that of another account. */
export async function checkNewSecretFile(path: string): Promise<void> {
  await checkSecretFile(path);
  if ((await stat(path).catch(() => undefined)) !== undefined)
    throw new CliError('usage', `The file ${path} exists already. Choose another file, or delete it first.`);
}

function createWriteError(path: string, cause: unknown): CliError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `Could not write ${path}: ${reason}. Choose a file in a folder that exists.`;
  return new CliError('usage', message, { cause });
}
