import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const REPOSITORY_ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The packages that the Dockerfile builds. */
const BUILT_PACKAGES = /^(services\/|infra\/compose-secrets$|packages\/notify$)/;

interface Manifest {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(REPOSITORY_ROOT, folder, 'package.json'), 'utf8'));

t.test('the build context of the image contains every package that its build needs', async (t) => {
  const folders = ['services', 'packages', 'infra'].flatMap((parent) =>
    readdirSync(join(REPOSITORY_ROOT, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${parent}/${name}`)
      .filter((folder) => readdirSync(join(REPOSITORY_ROOT, folder)).includes('package.json')),
  );
  const foldersByName = new Map(folders.map((folder) => [readManifest(folder).name, folder]));
  const neededFolders = new Set<string>();
  const addWithDependencies = (folder: string) => {
    if (neededFolders.has(folder)) return;
    neededFolders.add(folder);
    const { dependencies, devDependencies } = readManifest(folder);
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
      const dependencyFolder = foldersByName.get(name);
      if (dependencyFolder) addWithDependencies(dependencyFolder);
    }
  };
  for (const folder of folders) if (BUILT_PACKAGES.test(folder)) addWithDependencies(folder);
  const contextLines = readFileSync(join(REPOSITORY_ROOT, '.dockerignore'), 'utf8').split('\n');
  t.ok(neededFolders.has('services/chat-api'));
  for (const folder of neededFolders) {
    const isIncluded = [folder, folder.split('/')[0]].some((path) => contextLines.includes(`!${path}`));
    t.ok(isIncluded, `.dockerignore includes ${folder}`);
  }
});
