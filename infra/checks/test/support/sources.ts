import { join } from 'node:path';
import { ROOT } from './root.ts';

/** Returns every file of the repository that we wrote, as a path from the root. */
export async function listSources(): Promise<string[]> {
  const { listSources: list } = await import(join(ROOT, 'infra/checks/src/list-sources.mjs'));
  return list(ROOT) as string[];
}
