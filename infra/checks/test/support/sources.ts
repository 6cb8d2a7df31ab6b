import { join } from 'node:path';
import { ROOT } from './root.ts';

/** Returns the path of every hand-written file, relative to the repository root. */
export async function listSources(): Promise<string[]> {
  const { listSources: list } = await import(join(ROOT, 'infra/checks/src/list-sources.mjs'));
  return list(ROOT) as string[];
}
