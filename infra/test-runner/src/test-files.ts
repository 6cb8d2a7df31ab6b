import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { StartError } from '@kcs/private-servers';

const GROUPS = ['packages', 'services', 'infra'];

/** The test files meant by the arguments (files or folders of the repository), or all of them, in a stable order. */
export function testFiles(root: string, args: readonly string[]): string[] {
  const wanted = args.length > 0 ? args.map((arg) => resolve(root, arg)) : allPackages(root);
  for (const path of wanted) {
    if (!existsSync(path)) {
      throw new StartError(
        `there is no ${relative(root, path)}`,
        'name a test file, a package or a folder of the repository',
      );
    }
  }
  const files = wanted.flatMap((path) => (statSync(path).isDirectory() ? walk(path) : [path]));
  return [...new Set(files)].map((file) => relative(root, file)).sort();
}

function allPackages(root: string): string[] {
  return GROUPS.map((group) => join(root, group))
    .filter(existsSync)
    .flatMap((group) => readdirSync(group).map((name) => join(group, name, 'test')))
    .filter(existsSync);
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist' && !name.startsWith('.'))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return walk(path);
      return entry.name.endsWith('.test.ts') ? [path] : [];
    });
}
