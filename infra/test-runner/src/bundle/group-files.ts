/** Files that take long, because they start whole systems. Each runs in its own process. */
const ALONE = /^infra\/(local\/test\/(start|dev)\/|system-tests\/test\/[^/]+\.ts$)/;
/** A process takes half a second of CPU, which is more than most files need, so files share processes. */
const MAX_FILES = 16;
const PACKAGE = /^[^/]+\/[^/]+/;
/** Groups that take longest start first, so that the short ones fill the cores at the end. */
const START_ORDER = [ALONE, /^services\//, /^infra\//];

/** Test files that run in one process, one after another. Most groups contain files of one package. */
export interface TestGroup {
  readonly name: string;
  readonly files: readonly string[];
}

/** Distributes test files over groups of at most 16, in the order in which they start. Every file is in one group. */
export function groupFiles(files: readonly string[]): TestGroup[] {
  const packages = new Map<string, string[]>();
  const groups: TestGroup[] = [];
  for (const file of files) {
    const name = PACKAGE.exec(file)?.[0];
    if (!name || ALONE.test(file)) groups.push({ name: file, files: [file] });
    else packages.set(name, [...(packages.get(name) ?? []), file]);
  }
  for (const [name, members] of packages) {
    const parts = Math.ceil(members.length / MAX_FILES);
    const size = Math.ceil(members.length / parts);
    for (let n = 0; n < parts; n += 1) {
      const part = members.slice(n * size, (n + 1) * size);
      groups.push({ name: parts > 1 ? `${name}-${n + 1}` : name, files: part });
    }
  }
  return groups.sort((a, b) => startOrder(a) - startOrder(b));
}

function startOrder({ files: [first = ''] }: TestGroup): number {
  const index = START_ORDER.findIndex((pattern) => pattern.test(first));
  return index === -1 ? START_ORDER.length : index;
}
