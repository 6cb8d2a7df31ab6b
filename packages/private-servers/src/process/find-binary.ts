import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that contain servers but are often missing from an ordinary user's PATH. */
const SYSTEM_FOLDERS = [
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  '/opt/homebrew/bin',
];

/** Returns the first executable with this name on PATH, in `folders`, or in the system's usual folders. */
export function findBinaryPath(name: string, folders: readonly string[] = []): string | undefined {
  const pathFolders = (process.env.PATH ?? '').split(':').filter(Boolean);
  return [...pathFolders, ...folders, ...SYSTEM_FOLDERS]
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/**
 * Returns the folders that may contain PostgreSQL's programs, newest version first: the folders of Debian and Homebrew,
 * and the folders in PATH.
 */
export function listPostgresFolders(): string[] {
  const debianFolders = listSubfolders('/usr/lib/postgresql').map(
    (version) => `/usr/lib/postgresql/${version}/bin`,
  );
  const homebrewFolders = ['/opt/homebrew/opt', '/usr/local/opt'].flatMap((root) =>
    listSubfolders(root)
      .filter((name) => /^postgresql(@\d+)?$/.test(name))
      .map((name) => join(root, name, 'bin')),
  );
  const pathFolders = (process.env.PATH ?? '').split(':').filter(Boolean);
  const foldersNewestFirst = [...debianFolders, ...homebrewFolders].sort((a, b) =>
    b.localeCompare(a, 'en', { numeric: true }),
  );
  return [...foldersNewestFirst, ...pathFolders].filter(
    (folder) => isExecutable(join(folder, 'postgres')) && isExecutable(join(folder, 'initdb')),
  );
}

function listSubfolders(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
