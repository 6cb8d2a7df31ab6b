import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a service's package.json says about its bundle, under `bundle`. */
export interface Bundle {
  /** The service's programs: `main` stands for `src/main.ts`, which becomes `dist/main.js`. */
  readonly programs: readonly string[];
  /** Folders that the programs read at run time, such as Lua scripts; each is copied to `dist` under its own name. */
  readonly copies: readonly string[];
}

/** Reads `bundle` from the package.json in `folder`. Throws when it names no program. */
export function readBundle(folder: string): Bundle {
  const file = join(folder, 'package.json');
  const { bundle } = JSON.parse(readFileSync(file, 'utf8')) as { bundle?: Partial<Bundle> };
  if (!bundle?.programs?.length) {
    throw new Error(`${file} lists no programs. Add "bundle": { "programs": ["main"] }.`);
  }
  return { programs: bundle.programs, copies: bundle.copies ?? [] };
}
