import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { StartError } from '@kcs/private-servers';

const PACKAGE_GROUP_FOLDERS = ['packages', 'services', 'infra'];

/**
 * Returns the sorted paths of the test files in the given files and folders, or of all test files in the repository if
 * none are given. Throws a StartError if a given file or folder does not exist.
 */
export function findTestFiles(root: string, args: readonly string[]): string[] {
  const searchedPaths = args.length > 0 ? args.map((arg) => resolve(root, arg)) : listTestFolders(root);
  for (const entryPath of searchedPaths) {
    if (!existsSync(entryPath)) {
      throw new StartError(
        `${relative(root, entryPath)} does not exist`,
        'Name a test file, a package, or a folder of the repository.',
      );
    }
  }
  const foundFiles = searchedPaths.flatMap((path) =>
    statSync(path).isDirectory() ? listTestFilesBelow(path) : [path],
  );
  return [...new Set(foundFiles)].map((file) => relative(root, file)).sort();
}

/** Returns the path of every package's folder, relative to the repository root. */
export function listPackageFolders(root: string): string[] {
  return PACKAGE_GROUP_FOLDERS.filter((group) => existsSync(join(root, group))).flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(group, name)),
  );
}

function listTestFolders(root: string): string[] {
  return listPackageFolders(root)
    .map((folder) => join(root, folder, 'test'))
    .filter(existsSync);
}

function listTestFilesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist' && !name.startsWith('.'))
    .flatMap((entry) => {
      const entryPath = join(folder, entry.name);
      if (entry.isDirectory()) return listTestFilesBelow(entryPath);
      return entry.name.endsWith('.test.ts') ? [entryPath] : [];
    });
}
