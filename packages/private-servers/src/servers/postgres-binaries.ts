import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { listPostgresFolders } from '../process/find-binary.ts';
import { StartError } from '../start-error.ts';
import { requireProgram } from './required.ts';

/**
 * Returns the folder of PostgreSQL's programs. Existing data determines the version; without data, the newest version
 * is used. Throws a StartError if the required version is not installed.
 */
export function findPostgresBinaryFolder(dataVersion: string | undefined): string {
  const binaryFolders = listPostgresFolders();
  if (!dataVersion) return requireProgram('PostgreSQL', binaryFolders[0]);
  const folderOfDataVersion = binaryFolders.find(
    (folder) => readPostgresMajorVersion(folder) === dataVersion,
  );
  if (folderOfDataVersion) return folderOfDataVersion;
  throw new StartError(
    `The local data was written by PostgreSQL ${dataVersion}, which is no longer installed`,
    `Install PostgreSQL ${dataVersion}, or start with empty data: npm start -- --fresh`,
  );
}

function readPostgresMajorVersion(folder: string): string | undefined {
  const { stdout } = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8', timeout: 5_000 });
  return /(\d+)(\.|\s|$|devel|beta|rc)/.exec(stdout ?? '')?.[1];
}
