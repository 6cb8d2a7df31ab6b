import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The root folder of the repository. It is derived from the working directory instead of `import.meta`, because tests
 * run from a bundle in another folder.
 */
export const REPOSITORY_ROOT = findRepositoryRoot(process.cwd());

function findRepositoryRoot(folder: string): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
  if (folder === dirname(folder)) throw new Error(`No pnpm-workspace.yaml above ${process.cwd()}`);
  return findRepositoryRoot(dirname(folder));
}
