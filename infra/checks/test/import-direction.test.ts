import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { REPOSITORY_ROOT } from './support/root.ts';
import { createScratchRepository } from './support/scratch-copy.ts';

const FORBIDDEN_IMPORTS_BY_FILE = {
  'services/presence/src/testkit.ts': '@kcs/testkit',
  'services/presence/src/other-service.ts': '@kcs/chat-api',
  'services/presence/src/rules/other-service.ts': '../../../chat-api/src/index.ts',
  'services/presence/src/past-the-entry-point.ts': '@kcs/contracts/src/index.ts',
  'services/presence/src/own-tests.ts': '../test/own-source.ts',
  'services/presence/test/past-the-entry-point.ts': '../../../packages/contracts/src/index.ts',
  'services/web/src/server-side.tsx': '@kcs/service-kit',
  'packages/contracts/src/anything.ts': '@kcs/service-kit',
  'packages/auth/src/sideways.ts': '@kcs/service-kit',
  'packages/private-servers/src/anything.ts': '@kcs/contracts',
  'infra/local/src/testkit.ts': '@kcs/testkit',
};
const ALLOWED_IMPORTS_BY_FILE = {
  'services/presence/src/contracts.ts': '@kcs/contracts',
  'services/presence/src/own-folder.ts': './contracts.ts',
  'services/presence/test/testkit.ts': '@kcs/testkit',
  'services/presence/test/own-source.ts': '../src/contracts.ts',
  'services/web/src/client.ts': '@kcs/chat-client',
  'packages/auth/src/contracts.ts': '@kcs/contracts',
  'packages/testkit/src/servers.ts': '@kcs/private-servers',
};
const PACKAGE_FOLDERS = [
  'packages/auth',
  'packages/chat-client',
  'packages/contracts',
  'packages/private-servers',
  'packages/service-kit',
  'packages/testkit',
  'services/chat-api',
  'services/presence',
  'services/web',
  'infra/local',
];

const getPackageName = (folder: string) => folder.slice(folder.indexOf('/') + 1);

/**
 * Creates a scratch repository in which any package can import any other. All imports can be resolved, so only the
 * import rules can reject them. Returns the repository's folder.
 */
function createRepositoryWithImports(
  t: Parameters<typeof createScratchRepository>[0],
  imports: Record<string, string>,
): string {
  const scratchRoot = createScratchRepository(t, {
    ...Object.fromEntries(
      PACKAGE_FOLDERS.flatMap((folder) => [
        [`${folder}/src/index.ts`, "console.log('index');\n"],
        [
          `${folder}/package.json`,
          JSON.stringify({
            name: `@kcs/${getPackageName(folder)}`,
            type: 'module',
            exports: { '.': { 'kcs-source': './src/index.ts' } },
          }),
        ],
      ]),
    ),
    ...Object.fromEntries(Object.entries(imports).map(([file, to]) => [file, `import '${to}';\n`])),
  });
  mkdirSync(join(scratchRoot, 'node_modules/@kcs'), { recursive: true });
  for (const folder of PACKAGE_FOLDERS) {
    symlinkSync(join(scratchRoot, folder), join(scratchRoot, 'node_modules/@kcs', getPackageName(folder)));
  }
  return scratchRoot;
}

/**
 * Runs the import check over a scratch repository and returns the problems. Each one names the importing file and what
 * it imports.
 */
async function findImportProblems(root: string, packages?: object): Promise<string[]> {
  const { checkImports } = await import(join(REPOSITORY_ROOT, 'infra/checks/src/imports/check-imports.mjs'));
  const { problems } = (await checkImports(root, packages)) as { problems: string[] };
  return problems;
}
const extractImportingFile = (problem: string): string => /: (\S+) → /.exec(problem)?.[1] ?? problem;

t.test(
  'the import check allows packages to import each other only in one direction, and only by package name',
  async (t) => {
    const { PACKAGES: all } = await import(join(REPOSITORY_ROOT, 'infra/checks/src/imports/layout.mjs'));
    const packagesWithoutFolders = Object.entries<{ imports: string[] }>(all).map(([folder, { imports }]) => [
      folder,
      { imports },
    ]);
    const problems = await findImportProblems(
      createRepositoryWithImports(t, { ...FORBIDDEN_IMPORTS_BY_FILE, ...ALLOWED_IMPORTS_BY_FILE }),
      Object.fromEntries(packagesWithoutFolders),
    );
    const refusedImportingFiles = problems
      .filter((problem) => !problem.startsWith('folder cycle'))
      .map(extractImportingFile);
    t.same([...new Set(refusedImportingFiles)].sort(), Object.keys(FORBIDDEN_IMPORTS_BY_FILE).sort());
  },
);

t.test(
  'the import check allows a folder of a package to import only the folders that are listed below it',
  async (t) => {
    const scratchRoot = createRepositoryWithImports(t, {
      'services/presence/src/upper/down.ts': '../lower/leaf.ts',
      'services/presence/src/lower/leaf.ts': 'node:fs',
      'services/presence/src/lower/up.ts': '../upper/leaf.ts',
      'services/presence/src/upper/leaf.ts': 'node:fs',
      'services/presence/src/lower/up-to-file.ts': '../main.ts',
    });
    const listedFolders = ['main.ts', 'index.ts', 'upper', 'rules'];
    const problems = await findImportProblems(scratchRoot, {
      'packages/contracts': { imports: [] },
      'services/presence': { imports: ['contracts'], folders: [...listedFolders, 'lower'] },
    });
    const directionProblems = problems.filter((problem) => problem.startsWith('direction-in-presence'));
    t.same(directionProblems.map(extractImportingFile).sort(), [
      'services/presence/src/lower/up-to-file.ts',
      'services/presence/src/lower/up.ts',
    ]);

    const problemsWithUnlistedFolder = await findImportProblems(scratchRoot, {
      'services/presence': { imports: ['contracts'], folders: listedFolders },
    });
    t.ok(
      problemsWithUnlistedFolder.some((problem) =>
        problem.startsWith('layout: services/presence/src/lower is not listed'),
      ),
    );
  },
);
