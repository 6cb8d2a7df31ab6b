import { join } from 'node:path';
import { ROOT } from './root.ts';

/** Returns the paths of all hand-written files, relative to the repository root. */
export async function listSources(): Promise<string[]> {
  const { listSources: list } = await import(join(ROOT, 'infra/checks/src/list-sources.mjs'));
  return list(ROOT) as string[];
}
