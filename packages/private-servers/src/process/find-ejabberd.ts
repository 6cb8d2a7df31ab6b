import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARY_ROOT = '/usr/lib';

/** Returns the folder with the compiled modules of ejabberd. Returns undefined if ejabberd is not installed. */
export function findEjabberdFolder(): string | undefined {
  const architectureFolders = listFolder(LIBRARY_ROOT).filter((name) => name.endsWith('-linux-gnu'));
  return architectureFolders
    .map((name) => findSubfolder(join(LIBRARY_ROOT, name), /^ejabberd-\d/))
    .find((folder) => folder !== undefined);
}

/** Returns the folder of ejabberd's PostgreSQL driver. Returns undefined if the driver is not installed. */
export const findEjabberdPostgresFolder = (): string | undefined =>
  findSubfolder(join(LIBRARY_ROOT, 'erlang/lib'), /^p1_pgsql-\d/);

function findSubfolder(root: string, name: RegExp): string | undefined {
  const found = listFolder(root).find((folder) => name.test(folder));
  return found === undefined ? undefined : join(root, found);
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
