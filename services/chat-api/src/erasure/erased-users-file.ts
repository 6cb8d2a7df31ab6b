import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Returns the ids in the file of erased users. A file that does not exist contains no ids. */
export async function readErasedUsers(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return [...new Set(text.split('\n').filter(Boolean))];
}

/**
 * Adds the id to the file of erased users, unless the file contains it already. The id is on disk when the promise
 * resolves. Several replicas may append to the same file at the same time.
 */
export async function addErasedUser(path: string, userId: string): Promise<void> {
  if ((await readErasedUsers(path)).includes(userId)) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(`${userId}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
