import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseTarget, runDatabaseProgram, runSql } from './database-programs.ts';

/** The file beside the backups with the ids of the users who were erased. A restore erases them again. */
export const ERASED_USERS_FILE_NAME = 'erased-users.txt';

/**
 * Writes a dump of the database into the folder and returns the path of the dump. The services may run meanwhile. A
 * backup that fails leaves no file that looks like a dump. Also adds the ids of erased users to the file beside the
 * dump, in case chat-api could not reach that file.
 */
export async function backUpDatabase(target: DatabaseTarget, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const dumpPath = join(folder, `kcs-${new Date().toISOString().replace(/[:.]/g, '-')}.dump`);
  const unfinishedPath = `${dumpPath}.unfinished`;
  // The permissions of chat-api are not part of the dump, because the migrate job grants them after a restore.
  const dumpArgs = ['--format=custom', '--no-owner', '--no-privileges', `--file=${unfinishedPath}`];
  await runDatabaseProgram(target, 'pg_dump', dumpArgs);
  const erasedUsersPath = join(folder, ERASED_USERS_FILE_NAME);
  const knownText = existsSync(erasedUsersPath) ? readFileSync(erasedUsersPath, 'utf8') : '';
  const knownIds = new Set(knownText.split('\n'));
  const erasedIds = await runSql(target, 'SELECT user_id FROM erasures ORDER BY requested_at');
  const missingIds = erasedIds.filter((id) => id !== '' && !knownIds.has(id));
  appendFileSync(erasedUsersPath, missingIds.map((id) => `${id}\n`).join(''), { mode: 0o600, flush: true });
  renameSync(unfinishedPath, dumpPath);
  return dumpPath;
}
