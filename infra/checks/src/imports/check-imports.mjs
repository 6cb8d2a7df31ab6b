import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { findFolderCycles } from './folder-cycles.mjs';
import { PACKAGES } from './layout.mjs';
import { createImportRules } from './rules.mjs';

const PACKAGE_PATH_PATTERN = /^(?:packages|services|infra)\/[^/]+\//;

/**
 * Checks every import in the repository at `root`. Finds imports in a direction that the layout forbids, import cycles,
 * and packages and folders that the layout does not list.
 * @param {string} root the root folder of the repository
 * @returns {Promise<{ problems: string[], read: string[] }>} the problems, and the paths of the files that were read
 */
export async function checkImports(root, packages = PACKAGES) {
  const existingPackages = Object.keys(packages).filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise(
    existingPackages,
    {
      baseDir: root,
      validate: true,
      ruleSet: createImportRules(packages),
      tsPreCompilationDeps: true,
      doNotFollow: { path: '(^|/)node_modules/' },
      // Exclude build output, generated code, and folders whose names begin with a dot.
      exclude: { path: '(^|/)(dist|generated|\\.[a-z][^/]*)/' },
    },
    {
      exportsFields: ['exports'],
      conditionNames: ['kcs-source', 'import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
  );
  const packageModules = output.modules.filter(({ source }) => PACKAGE_PATH_PATTERN.test(source));
  const importPairs = packageModules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => /** @type {const} */ ([source, resolved])),
  );
  return {
    problems: [
      ...output.summary.violations.map(formatViolation),
      ...findFolderCycles(
        importPairs.filter(([from, to]) => findPackageFolder(from) === findPackageFolder(to)),
      ).map((cycle) => `folder cycle in ${cycle}`),
      ...describeUnlistedFolders(root, packages),
      ...describeUnlistedPackages(root, packages),
    ],
    read: packageModules.map(({ source }) => source),
  };
}

const findPackageFolder = (file) => PACKAGE_PATH_PATTERN.exec(file)?.[0];

function formatViolation({ rule, from, to, cycle, comment }) {
  const importChain = cycle ? cycle.map(({ name }) => name).join(' → ') : to;
  return `${rule.name}: ${from} → ${importChain}${comment ? `\n    ${comment}` : ''}`;
}

/**
 * Returns a problem for each child of `src` that the layout does not list. No import rule would apply to such a child.
 */
function describeUnlistedFolders(root, packages) {
  return Object.entries(packages).flatMap(([folder, { folders }]) => {
    const sourceFolder = join(root, folder, 'src');
    if (folders === undefined || !existsSync(sourceFolder)) return [];
    return readdirSync(sourceFolder)
      .filter((name) => name !== 'generated' && !folders.includes(name))
      .map(
        (name) =>
          `layout: ${folder}/src/${name} is not listed. Add it to infra/checks/src/imports/layout.mjs.`,
      );
  });
}

function describeUnlistedPackages(root, packages) {
  return ['packages', 'services', 'infra'].flatMap((group) =>
    (existsSync(join(root, group)) ? readdirSync(join(root, group)) : [])
      .map((name) => `${group}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'package.json')) && packages[folder] === undefined)
      .map((folder) => `layout: ${folder} is not listed. Add it to infra/checks/src/imports/layout.mjs.`),
  );
}
