import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { type DatabaseTarget, runSql } from './database-programs.ts';

/** The file beside the backups with the ids of the users who were erased. A restore erases them again. */
export const ERASED_USERS_FILE_NAME = 'erased-users.txt';

/**
 * Returns the lines of a file of erased users. A file that does not exist contains no lines. `erase-users.js` checks that
 * each line is the id of a user.
 */
export function readErasedUsersFile(path: string): string[] {
  return splitLines(readText(path));
}

/** Adds the ids that the file does not contain. They are on disk when the function returns. */
export function addToErasedUsersFile(path: string, ids: readonly string[]): void {
  const text = readText(path);
  const knownIds = new Set(splitLines(text));
  const missingLines = ids.filter((id) => !knownIds.has(id)).map((id) => `${id}\n`);
  // The last line may be incomplete, for example because the disk was full. It must not merge with the next line.
  if (text !== '' && !text.endsWith('\n')) missingLines.unshift('\n');
  appendFileSync(path, missingLines.join(''), { mode: 0o600, flush: true });
}

const readText = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

const splitLines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/**
 * Returns the ids of the users whose erasure the database knows. A database of a version that could not erase users
 * knows none.
 */
export async function queryErasedUsers(target: DatabaseTarget): Promise<string[]> {
  const [table] = await runSql(target, "SELECT to_regclass('public.erasures')");
  if (!table) return [];
  const ids = await runSql(target, 'SELECT user_id FROM public.erasures ORDER BY requested_at');
  return ids.filter(Boolean);
}
