import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';

/** The mode of files with secrets. Only the owner can read and change them. */
const SECRET_FILE_MODE = 0o600;

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
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(
      'usage',
      `Could not write ${path}: ${reason}. Choose a file in a folder that exists.`,
      { cause },
    );
  }
}
