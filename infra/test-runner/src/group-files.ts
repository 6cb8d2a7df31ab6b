/** What takes long by itself and would hold up its neighbours: systems of their own, starts of everything. */
const ALONE = /^infra\/(local\/test\/st(art|op)\.|system-tests\/test\/[^/]+\.ts$)/;
/** A process of its own for each file costs half a second of CPU, more than most files. */
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
