/** Matches the test files that are slow because they start whole systems. Each of them runs in its own process. */
const SLOW_TEST_FILE_PATTERN = /^infra\/(local\/test\/(start|dev)\/|system-tests\/test\/[^/]+\.ts$)/;
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
const GROUP_START_ORDER_PATTERNS = [
  SLOW_TEST_FILE_PATTERN,
  /^infra\/system-tests\//,
  /^services\//,
  /^packages\/(chat-client|testkit)\//,
  /^infra\//,
];

/** Test files that run one after another in one process. All files of a group belong to the same package. */
export interface TestGroup {
  readonly name: string;
  readonly files: readonly string[];
}

/** Divides the test files into groups of at most 16 files. Returns the groups in the order in which they start. */
export function groupFiles(files: readonly string[]): TestGroup[] {
  const filesByPackage = new Map<string, string[]>();
  const testGroups: TestGroup[] = [];
  for (const file of files) {
    const packageFolder = PACKAGE_PATH_PATTERN.exec(file)?.[0];
    if (!packageFolder || SLOW_TEST_FILE_PATTERN.test(file)) testGroups.push({ name: file, files: [file] });
    else filesByPackage.set(packageFolder, [...(filesByPackage.get(packageFolder) ?? []), file]);
  }
  for (const [name, members] of filesByPackage) {
    const packageGroupCount = Math.ceil(members.length / MAX_FILES_PER_GROUP);
    const filesPerGroup = Math.ceil(members.length / packageGroupCount);
    for (let n = 0; n < packageGroupCount; n += 1) {
      const filesInGroup = members.slice(n * filesPerGroup, (n + 1) * filesPerGroup);
      testGroups.push({ name: packageGroupCount > 1 ? `${name}-${n + 1}` : name, files: filesInGroup });
    }
  }
  return testGroups.sort((a, b) => getStartOrder(a) - getStartOrder(b));
}

function getStartOrder({ files: [first = ''] }: TestGroup): number {
  const matchingPatternIndex = GROUP_START_ORDER_PATTERNS.findIndex((pattern) => pattern.test(first));
  return matchingPatternIndex === -1 ? GROUP_START_ORDER_PATTERNS.length : matchingPatternIndex;
}
