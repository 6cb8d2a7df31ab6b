import type { Metafile } from 'esbuild';

export interface AffectedTestsOptions {
  /** The paths of the changed files, relative to the repository root. */
  changed: readonly string[];
  /** All test files of the packages that contain changed files. */
  testFiles: readonly string[];
  /** Every module that the test files in `testFiles` import, directly or indirectly, and the imports of each module. */
  imports: Metafile['inputs'];
}

const PACKAGE_PATH_PATTERN = /^[^/]+\/[^/]+\//;

/**
 * Returns the test files that a change affects: each changed test file, and each test file in the same package that
 * imports a changed file, directly or indirectly. If no test imports a changed file, such as a Lua script or `main.ts`,
 * all tests of its package are affected.
 */
export function findAffectedTests({ changed, testFiles, imports }: AffectedTestsOptions): string[] {
  const affectedTestFiles = new Set<string>();
  for (const file of changed) {
    const packageTestFiles = testFiles.filter((test) =>
      test.startsWith(PACKAGE_PATH_PATTERN.exec(file)?.[0] ?? file),
    );
    const importingTestFiles = packageTestFiles.filter((test) => importsFile(test, file, imports));
    for (const test of importingTestFiles.length > 0 ? importingTestFiles : packageTestFiles)
      affectedTestFiles.add(test);
  }
  return [...affectedTestFiles].sort();
}

function importsFile(from: string, file: string, imports: Metafile['inputs']): boolean {
  const seenModules = new Set([from]);
  for (const module of seenModules) {
    if (module === file) return true;
    for (const { path } of imports[module]?.imports ?? []) seenModules.add(path);
  }
  return false;
}
