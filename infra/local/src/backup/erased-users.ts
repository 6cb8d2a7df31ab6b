import { existsSync, readFileSync } from 'node:fs';
import { type DatabaseTarget, runSql } from './database-programs.ts';

/** The file beside the backups with the ids of the users who were erased. A restore erases them again. */
export const ERASED_USERS_FILE_NAME = 'erased-users.txt';

/** Returns the ids in a file of erased users. A file that does not exist contains no ids. */
export function readErasedUsersFile(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

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
