/** Matches the test files that are slow because they start whole systems. Each of them runs in its own process. */
const RUNS_ALONE_PATTERN = /^infra\/(local\/test\/(start|dev)\/|system-tests\/test\/[^/]+\.ts$)/;
/**
 * The maximum number of test files per process. Files share processes because starting a process takes half a second of
 * CPU time, more than most files need.
 */
const MAX_FILES_PER_GROUP = 16;
const PACKAGE_PATH_PATTERN = /^[^/]+\/[^/]+/;
/**
 * The order in which groups start. The groups that take longest come first, so that short ones can fill idle cores at
 * the end.
 */
const START_ORDER_PATTERNS = [RUNS_ALONE_PATTERN, /^services\//, /^infra\//];

/** Test files that run one after another in one process. All files of a group belong to the same package. */
export interface TestGroup {
  readonly name: string;
  readonly files: readonly string[];
}

/** Divides the test files into groups of at most 16 files. Returns the groups in the order in which they start. */
export function groupFiles(files: readonly string[]): TestGroup[] {
  const filesByPackage = new Map<string, string[]>();
  const groups: TestGroup[] = [];
  for (const file of files) {
    const packageFolder = PACKAGE_PATH_PATTERN.exec(file)?.[0];
    if (!packageFolder || RUNS_ALONE_PATTERN.test(file)) groups.push({ name: file, files: [file] });
    else filesByPackage.set(packageFolder, [...(filesByPackage.get(packageFolder) ?? []), file]);
  }
  for (const [name, members] of filesByPackage) {
    const partCount = Math.ceil(members.length / MAX_FILES_PER_GROUP);
    const partSize = Math.ceil(members.length / partCount);
    for (let n = 0; n < partCount; n += 1) {
      const partFiles = members.slice(n * partSize, (n + 1) * partSize);
      groups.push({ name: partCount > 1 ? `${name}-${n + 1}` : name, files: partFiles });
    }
  }
  return groups.sort((a, b) => getStartOrder(a) - getStartOrder(b));
}

function getStartOrder({ files: [first = ''] }: TestGroup): number {
  const orderIndex = START_ORDER_PATTERNS.findIndex((pattern) => pattern.test(first));
  return orderIndex === -1 ? START_ORDER_PATTERNS.length : orderIndex;
}
