import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { StartError } from '@kcs/private-servers';

const GROUPS = ['packages', 'services', 'infra'];

/**
 * Returns the sorted paths of the test files in the given files and folders. Without arguments, returns all test
 * files. Throws a StartError if a given file or folder does not exist.
 */
export function findTestFiles(root: string, args: readonly string[]): string[] {
  const wanted = args.length > 0 ? args.map((arg) => resolve(root, arg)) : testFolders(root);
  for (const path of wanted) {
    if (!existsSync(path)) {
      throw new StartError(
        `${relative(root, path)} does not exist`,
        'Name a test file, a package, or a folder of the repository.',
      );
    }
  }
  const files = wanted.flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
  return [...new Set(files)].map((file) => relative(root, file)).sort();
}

/** Returns the folder of every package, relative to the repository root. */
export function listPackageFolders(root: string): string[] {
  return GROUPS.filter((group) => existsSync(join(root, group))).flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(group, name)),
  );
}

function testFolders(root: string): string[] {
  return listPackageFolders(root)
    .map((folder) => join(root, folder, 'test'))
    .filter(existsSync);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist' && !name.startsWith('.'))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.name.endsWith('.test.ts') ? [path] : [];
    });
}
