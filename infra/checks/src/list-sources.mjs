import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Folders that are skipped, because their files are installed, built, or generated. */
const EXCLUDED_FOLDERS = new Set(['node_modules', 'dist', 'generated', 'coverage']);

/**
 * Returns the path of every hand-written file below `root`, relative to `root`. Folders whose names begin with a dot
 * are skipped too.
 */
export function listSources(root) {
  return readdirSync(root, { withFileTypes: true }).flatMap((entry) => listSourcesOfEntry(root, root, entry));
}

function listSourcesOfEntry(root, folder, entry) {
  const entryPath = join(folder, entry.name);
  if (entry.isDirectory()) {
    if (EXCLUDED_FOLDERS.has(entry.name) || entry.name.startsWith('.')) return [];
    return readdirSync(entryPath, { withFileTypes: true }).flatMap((child) =>
      listSourcesOfEntry(root, entryPath, child),
    );
  }
  return entry.isFile() ? [relative(root, entryPath)] : [];
}
