import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseTarget, runDatabaseProgram } from './database-programs.ts';
import { addToErasedUsersFile, ERASED_USERS_FILE_NAME, queryErasedUsers } from './erased-users.ts';

/**
 * Writes a dump of the database into the folder and returns the path of the dump. The services may run meanwhile. A
 * backup that fails leaves no dump. Also adds the ids of erased users to the file beside the dump, in case chat-api
 * could not reach that file.
 */
export async function backUpDatabase(target: DatabaseTarget, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const dumpPath = join(folder, `kcs-${new Date().toISOString().replace(/[:.]/g, '-')}.dump`);
  const unfinishedPath = `${dumpPath}.unfinished`;
  // The permissions of chat-api are not part of the dump, because the migrate job grants them after a restore.
  const dumpArgs = ['--format=custom', '--no-owner', '--no-privileges', `--file=${unfinishedPath}`];
  // Exports are copies of other data, and they expire within a day. An erasure could not remove them from a backup.
  const leftOutArgs = ['exports', 'export_parts', 'export_people'].map(
    (table) => `--exclude-table-data=public.${table}`,
  );
  try {
    await runDatabaseProgram(target, 'pg_dump', [...dumpArgs, ...leftOutArgs]);
    addToErasedUsersFile(join(folder, ERASED_USERS_FILE_NAME), await queryErasedUsers(target));
    renameSync(unfinishedPath, dumpPath);
  } catch (error) {
    rmSync(unfinishedPath, { force: true });
    throw error;
  }
  return dumpPath;
}
