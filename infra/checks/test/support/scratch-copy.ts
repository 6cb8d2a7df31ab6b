import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';
import { REPOSITORY_ROOT } from './root.ts';

const COPIED_FILES = [
  'biome.json',
  'tsconfig.base.json',
  'infra/checks/cspell.json',
  'infra/checks/knip.jsonc',
  'infra/checks/words.txt',
];

const createPackageManifest = (name: string, dependencies: string[] = []) =>
  `${JSON.stringify(
    {
      name: `@kcs/${name}`,
      version: '0.1.0',
      private: true,
      license: 'MIT',
      type: 'module',
      exports: { '.': { 'kcs-source': './src/index.ts', default: './dist/index.js' } },
      dependencies: Object.fromEntries(
        dependencies.map((dependency) => [`@kcs/${dependency}`, 'workspace:*']),
      ),
    },
    null,
    2,
  )}\n`;

/**
 * The files of a small repository that passes `npm run check`. It consists of one package, and one service that imports
 * the package.
 */
const CLEAN_REPOSITORY_FILES = {
  '.gitignore': 'node_modules/\ndist/\n',
  'package.json': `${JSON.stringify({ name: 'scratch', private: true, type: 'module' }, null, 2)}\n`,
  'pnpm-workspace.yaml': 'packages:\n  - packages/*\n  - services/*\n',
  'tsconfig.json': '{ "extends": "./tsconfig.base.json", "include": ["packages/*/src", "services/*/src"] }\n',
  'README.md': 'A repository for a test.\n',
  'packages/contracts/package.json': createPackageManifest('contracts'),
  'packages/contracts/tsconfig.build.json': '{ "compilerOptions": { "rootDir": "src", "outDir": "dist" } }\n',
  // A build output. The tools must ignore it and read the source.
  'packages/contracts/dist/index.js': "export const greeting = 'hello';\n",
  'packages/contracts/src/index.ts': "export { greeting } from './greeting.ts';\n",
  'packages/contracts/src/greeting.ts': "export const greeting = 'hello';\n",
  'services/presence/package.json': createPackageManifest('presence', ['contracts']),
  'services/presence/src/main.ts':
    "import { greeting } from '@kcs/contracts';\nimport { answer } from './rules/answer.ts';\n\nconsole.log(greeting, answer);\n",
  'services/presence/src/rules/answer.ts': 'export const answer = 42;\n',
};
const SYMLINK_TARGETS_BY_PATH = { 'services/presence/node_modules/@kcs/contracts': 'packages/contracts' };

/**
 * Writes the small repository, with `changes` applied, to a temporary folder, and returns this folder. The folder is
 * deleted at the end of the test.
 */
export function createScratchRepository(t: Test, changes: Record<string, string> = {}): string {
  const scratchRoot = mkdtempSync(join(tmpdir(), 'kcs-checks-'));
  t.teardown(() => rmSync(scratchRoot, { recursive: true, force: true }));
  for (const file of COPIED_FILES) {
    mkdirSync(dirname(join(scratchRoot, file)), { recursive: true });
    cpSync(join(REPOSITORY_ROOT, file), join(scratchRoot, file));
  }
  for (const [file, text] of Object.entries({ ...CLEAN_REPOSITORY_FILES, ...changes })) {
    mkdirSync(dirname(join(scratchRoot, file)), { recursive: true });
    writeFileSync(join(scratchRoot, file), text);
  }
  for (const [link, target] of Object.entries(SYMLINK_TARGETS_BY_PATH)) {
    mkdirSync(dirname(join(scratchRoot, link)), { recursive: true });
    symlinkSync(join(scratchRoot, target), join(scratchRoot, link));
  }
  return scratchRoot;
}

/** Runs the rails over the repository at `root`, as `npm run check` does. Returns the exit code and the output. */
export function runChecks(root: string): { code: number | null; output: string } {
  const checksProgramPath = join(REPOSITORY_ROOT, 'infra/checks/src/main.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [checksProgramPath, root], {
    encoding: 'utf8',
  });
  return { code: status, output: stdout + stderr };
}
