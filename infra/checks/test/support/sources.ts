import { join } from 'node:path';
import { REPOSITORY_ROOT } from './root.ts';

/** Returns the path of every hand-written file, relative to the repository root. */
export async function listSources(): Promise<string[]> {
  const { listSources: list } = await import(join(REPOSITORY_ROOT, 'infra/checks/src/list-sources.mjs'));
  return list(REPOSITORY_ROOT) as string[];
}
