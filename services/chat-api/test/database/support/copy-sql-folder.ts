import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { SQL_FOLDER } from '../../../src/database/sql-files.ts';

/**
 * Copies our SQL folder into a temporary folder and adds the given files. The keys of `files` are paths in the folder,
 * such as `migrations/0002_x.sql`.
 */
export async function copySqlFolder(t: Test, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kcs-sql-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await cp(SQL_FOLDER, folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  return folder;
}
