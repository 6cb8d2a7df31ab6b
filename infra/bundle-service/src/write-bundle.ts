import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { OutputFile } from 'esbuild';
import { readBundleManifest } from './read-bundle.ts';

/**
 * Replaces everything in the service's `outdir` with a new build. Call this function only after a successful build,
 * because a supervisor may restart a running service from `outdir` at any time.
 */
export function writeBundle(folder: string, outdir: string, files: readonly OutputFile[]): void {
  const outputFolder = join(folder, outdir);
  rmSync(outputFolder, { recursive: true, force: true });
  mkdirSync(outputFolder);
  for (const { path, contents } of files) writeFileSync(path, contents);
  for (const copy of readBundleManifest(folder).copies) {
    cpSync(join(folder, copy), join(outputFolder, basename(copy)), { recursive: true });
  }
}
