import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The `bundle` field in a service's package.json. */
export interface BundleManifest {
  /** The service's programs. `main` means `src/main.ts`, which becomes `dist/main.js`. */
  readonly programs: readonly string[];
  /**
   * Folders that the programs read at run time, such as folders of Lua scripts. Each folder is copied into `dist` under
   * the same name.
   */
  readonly copies: readonly string[];
}

/**
 * Returns the `bundle` field of the package.json in `folder`. If the field lists no program, throws an error that says
 * what to add.
 */
export function readBundleManifest(folder: string): BundleManifest {
  const manifestPath = join(folder, 'package.json');
  const { bundle } = JSON.parse(readFileSync(manifestPath, 'utf8')) as { bundle?: Partial<BundleManifest> };
  if (!bundle?.programs?.length) {
    throw new Error(`${manifestPath} lists no programs. Add "bundle": { "programs": ["main"] }.`);
  }
  return { programs: bundle.programs, copies: bundle.copies ?? [] };
}
