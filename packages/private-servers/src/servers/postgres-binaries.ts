import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { postgresFolders } from '../process/find-binary.ts';
import { StartError } from '../start-error.ts';
import { required } from './required.ts';

/**
 * Returns the folder of PostgreSQL's programs in the version that wrote the existing data, or in the newest version
 * if there is no data. Throws a StartError if that version is not installed.
 */
export function postgresBinaries(dataVersion: string | undefined): string {
  const folders = postgresFolders();
  if (!dataVersion) return required('PostgreSQL', folders[0]);
  const matching = folders.find((folder) => majorVersion(folder) === dataVersion);
  if (matching) return matching;
  throw new StartError(
    `The local data was written by PostgreSQL ${dataVersion}, which is no longer installed`,
    `Install PostgreSQL ${dataVersion}, or start with empty data: npm start -- --fresh`,
  );
}

function majorVersion(folder: string): string | undefined {
  const { stdout } = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8', timeout: 5_000 });
  return /(\d+)(\.|\s|$|devel|beta|rc)/.exec(stdout ?? '')?.[1];
}
