import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What takes long by itself and would hold up its neighbours: systems of their own, starts of everything. */
const ALONE = /^infra\/(local|docker|system-tests\/test\/[^/]+\.ts$)|^packages\/testkit\//;
/** Loading a package with its libraries and those of the tests costs 1.5 to 3 s of CPU, once a process. */
const MOST_TOGETHER = 15;
const PACKAGE = /^[^/]+\/[^/]+/;

/** Test files that run in one process, one after the other; most often those of a package. */
export interface TestGroup {
  readonly name: string;
  readonly files: readonly string[];
}

export function groupFiles(files: readonly string[]): TestGroup[] {
  const packages = new Map<string, string[]>();
  const groups: TestGroup[] = [];
  for (const file of files) {
    const name = PACKAGE.exec(file)?.[0];
    if (!name || ALONE.test(file)) groups.push({ name: file, files: [file] });
    else packages.set(name, [...(packages.get(name) ?? []), file]);
  }
  for (const [name, members] of packages) {
    const parts = Math.ceil(members.length / MOST_TOGETHER);
    const size = Math.ceil(members.length / parts);
    for (let n = 0; n < parts; n += 1) {
      const part = members.slice(n * size, (n + 1) * size);
      groups.push({ name: parts > 1 ? `${name}-${n + 1}` : name, files: part });
    }
  }
  return groups;
}

/** What tap is given for each group: the file itself, or one that loads all of them, under `.kcs/tests`. */
export function entriesOf(root: string, groups: readonly TestGroup[]): string[] {
  const folder = join(root, '.kcs/tests');
  rmSync(folder, { recursive: true, force: true });
  return groups.map(({ name, files }) => {
    const [first, ...others] = files;
    if (first && others.length === 0) return first;
    const entry = join(folder, `${name}.mjs`);
    const lines = files.map(
      (file) => `await import(${JSON.stringify(pathToFileURL(join(root, file)).href)});`,
    );
    mkdirSync(dirname(entry), { recursive: true });
    writeFileSync(entry, `${lines.join('\n')}\n`);
    return entry.slice(root.length + 1);
  });
}
