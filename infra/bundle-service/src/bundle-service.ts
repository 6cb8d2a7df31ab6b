import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type OutputFile } from 'esbuild';
import { bundleOptions } from './bundle-options.ts';
import { readBundle } from './read-bundle.ts';

/**
 * Bundles the programs of the service in `folder` into its `dist`, together with their libraries. A bundled service
 * starts in a quarter of the time that loading thousands of modules takes, which is how long a killed replica is away.
 * `dist` is replaced only after a successful build, because a running service may be restarted from it at any time.
 */
export async function bundleService(folder: string): Promise<void> {
  const { outputFiles } = await build(bundleOptions(folder));
  writeDist(folder, outputFiles);
}

function writeDist(folder: string, files: readonly OutputFile[]): void {
  const dist = join(folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  for (const { path, contents } of files) writeFileSync(path, contents);
  for (const copy of readBundle(folder).copies) {
    cpSync(join(folder, copy), join(dist, basename(copy)), { recursive: true });
  }
}
