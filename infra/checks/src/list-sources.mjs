import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Folders that are skipped because they contain installed, built, or generated files. */
const EXCLUDED_FOLDERS = new Set(['node_modules', 'dist', 'generated', 'coverage']);

/**
 * Returns the path of every hand-written file below `root`, relative to `root`. Skips folders whose names begin with
 * a dot.
 */
export function listSources(root) {
  return readdirSync(root, { withFileTypes: true }).flatMap((entry) => list(root, root, entry));
}

function list(root, folder, entry) {
  const path = join(folder, entry.name);
  if (entry.isDirectory()) {
    if (EXCLUDED_FOLDERS.has(entry.name) || entry.name.startsWith('.')) return [];
    return readdirSync(path, { withFileTypes: true }).flatMap((child) => list(root, path, child));
  }
  return entry.isFile() ? [relative(root, path)] : [];
}
