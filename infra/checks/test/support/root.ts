import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of the repository. Tests run from there, because a bundled test is not where its source is. */
export const ROOT = findRoot(process.cwd());

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
  if (folder === dirname(folder)) throw new Error(`No pnpm-workspace.yaml above ${process.cwd()}`);
  return findRoot(dirname(folder));
}
