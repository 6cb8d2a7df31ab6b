import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runTool } from './run-tool.mjs';

/** Returns the files that at least one type check covers, as paths relative to `root`. Does not run the type checks. */
export async function listTypeCheckedFiles(root) {
  const fileLists = await Promise.all(
    listTypeScriptProjects(root).map(async (project) => {
      const { stdout } = await runTool('tsc', ['-p', join(root, project), '--listFilesOnly'], root);
      return stdout.split('\n').map((file) => relative(root, file));
    }),
  );
  return { problems: [], read: fileLists.flat() };
}

/**
 * Returns the paths of all TypeScript projects: the root project, which covers all code that runs in Node, and the
 * projects named in the `types` scripts of packages.
 */
function listTypeScriptProjects(root) {
  const packageFolders = ['packages', 'services', 'infra'].flatMap((group) =>
    (existsSync(join(root, group)) ? readdirSync(join(root, group)) : []).map((name) => `${group}/${name}`),
  );
  return ['tsconfig.json', ...packageFolders.flatMap((folder) => readProjectsOfTypesScript(root, folder))];
}

function readProjectsOfTypesScript(root, folder) {
  const manifestPath = join(root, folder, 'package.json');
  if (!existsSync(manifestPath)) return [];
  const { types = '' } = JSON.parse(readFileSync(manifestPath, 'utf8')).scripts ?? {};
  return [...types.matchAll(/-p (\S+)/g)].map(([, project]) => `${folder}/${project}`);
}
