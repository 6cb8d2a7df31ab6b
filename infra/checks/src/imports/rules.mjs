import { PACKAGES, REPOSITORY_TESTS_FOLDER } from './layout.mjs';

const ANY_PACKAGE_PATTERN = '^(packages|services|infra)/[^/]+/';
const getPackageName = (folder) => folder.slice(folder.indexOf('/') + 1);
const createPatternAlternation = (names) => `(${names.map((name) => name.replaceAll('.', '\\.')).join('|')})`;

/**
 * Returns the dependency-cruiser rules that enforce the layout.
 * @param {Readonly<Record<string, import('./layout.mjs').PackageLayout>>} packages
 */
export function createImportRules(packages = PACKAGES) {
  return { forbidden: [...COMMON_IMPORT_RULES, ...Object.entries(packages).flatMap(createPackageRules)] };
}

const COMMON_IMPORT_RULES = [
  {
    name: 'no-file-cycle',
    comment: 'Files must not import each other in a circle, even by type imports.',
    severity: 'error',
    from: { path: ANY_PACKAGE_PATTERN },
    to: { circular: true },
  },
  {
    name: 'no-unresolved-import',
    comment:
      'The import cannot be resolved. Correct its spelling, or import from the entry point of the package.',
    severity: 'error',
    // The scripts in infra/docker/verify run in a container, inside another package. Their imports can be resolved only
    // there.
    from: { path: ANY_PACKAGE_PATTERN, pathNot: '^infra/docker/verify/' },
    to: { couldNotResolve: true, pathNot: '(^|/)generated/' },
  },
  {
    name: 'import-packages-by-name',
    comment: 'Import another package by its name, not by a path into it.',
    severity: 'error',
    from: { path: '^((?:packages|services|infra)/[^/]+)/', pathNot: `^${REPOSITORY_TESTS_FOLDER}/` },
    to: { path: ANY_PACKAGE_PATTERN, pathNot: '^$1/', dependencyTypes: ['local'] },
  },
  {
    name: 'no-import-of-a-service',
    comment: 'Services communicate over the bus. Nothing may import them.',
    severity: 'error',
    from: { path: '^((?:packages|services|infra)/[^/]+)/', pathNot: `^${REPOSITORY_TESTS_FOLDER}/` },
    to: { path: '^services/', pathNot: '^$1/' },
  },
  {
    name: 'no-test-code-in-src',
    comment: 'Code outside tests must not import tests.',
    severity: 'error',
    from: { path: '/src/' },
    to: { path: `${ANY_PACKAGE_PATTERN}test/` },
  },
];

/** @param {[string, import('./layout.mjs').PackageLayout]} entry */
function createPackageRules([folder, { imports, folders = [] }]) {
  const allowedPathPattern = `^(${folder}|(packages|infra)/${createPatternAlternation([...imports, getPackageName(folder)])})/`;
  return [
    {
      name: `imports-of-${getPackageName(folder)}`,
      comment: `${folder} may import ${imports.join(', ') || 'none of our packages'}. See infra/checks/src/imports/layout.mjs.`,
      severity: 'error',
      from: { path: `^${folder}/src/` },
      to: { path: ANY_PACKAGE_PATTERN, pathNot: allowedPathPattern },
    },
    ...createFolderDirectionRules(folder, folders),
  ];
}

/**
 * Returns one rule for each child of `src` except the topmost one. Each rule forbids its child to import any child that
 * is listed above it.
 */
function createFolderDirectionRules(folder, folders) {
  return folders.slice(1).map((name, index) => ({
    name: `direction-in-${getPackageName(folder)}`,
    comment: `${name} must not import a folder that infra/checks/src/imports/layout.mjs lists above it.`,
    severity: 'error',
    from: { path: `^${folder}/src/${createPatternAlternation([name])}(/|$)` },
    to: { path: `^${folder}/src/${createPatternAlternation(folders.slice(0, index + 1))}(/|$)` },
  }));
}
