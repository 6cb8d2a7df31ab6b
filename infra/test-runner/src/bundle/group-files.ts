/** Matches the test files that are slow because they start whole systems. Each of them runs in its own process. */
const SLOW_TEST_FILE_PATTERN = /^infra\/(local\/test\/(start|dev)\/|system-tests\/test\/[^/]+\.ts$)/;
/** Matches the folders whose test files share one running system. The files of each folder run in one process. */
const SHARED_SYSTEM_FOLDER_PATTERN = /^(infra\/system-tests)\/test(\/[^/]+)\//;
/**
 * The maximum number of test files per process. Files share processes because starting a process takes half a second of
 * CPU time, more than most files need. In addition, files in the same process share browsers, servers, and replicas.
 */
const MAX_FILES_PER_GROUP = 30;
const PACKAGE_PATH_PATTERN = /^[^/]+\/[^/]+/;
/**
 * The order in which groups start. The groups that take longest come first, followed by those that mostly wait for
 * servers and timers, so that short groups that only compute can fill idle cores at the end.
 */
const GROUP_START_ORDER_PATTERNS = [
  SHARED_SYSTEM_FOLDER_PATTERN,
  /^services\/chat-api\//,
  SLOW_TEST_FILE_PATTERN,
  /^infra\/bench\//,
  /^services\//,
  /^packages\/(service-kit|private-servers|testkit|chat-client|notify)\//,
  /^infra\//,
];

/** Test files that run one after another in one process. All files of a group belong to the same package. */
export interface TestGroup {
  readonly name: string;
  readonly files: readonly string[];
}

/** Divides the test files into groups of at most 30 files. Returns the groups in the order in which they start. */
export function groupFiles(files: readonly string[]): TestGroup[] {
  const filesByGroup = new Map<string, string[]>();
  const testGroups: TestGroup[] = [];
  for (const file of files) {
    const packageFolder = PACKAGE_PATH_PATTERN.exec(file)?.[0];
    if (!packageFolder || SLOW_TEST_FILE_PATTERN.test(file)) testGroups.push({ name: file, files: [file] });
    else {
      const groupName = SHARED_SYSTEM_FOLDER_PATTERN.exec(file)?.slice(1).join('') ?? packageFolder;
      filesByGroup.set(groupName, [...(filesByGroup.get(groupName) ?? []), file]);
    }
  }
  for (const [name, members] of filesByGroup) {
    const processCount = Math.ceil(members.length / MAX_FILES_PER_GROUP);
    const filesPerGroup = Math.ceil(members.length / processCount);
    for (let n = 0; n < processCount; n += 1) {
      const filesInGroup = members.slice(n * filesPerGroup, (n + 1) * filesPerGroup);
      testGroups.push({ name: processCount > 1 ? `${name}-${n + 1}` : name, files: filesInGroup });
    }
  }
  return testGroups.sort((a, b) => getStartOrder(a) - getStartOrder(b));
}

function getStartOrder({ files: [first = ''] }: TestGroup): number {
  const matchingPatternIndex = GROUP_START_ORDER_PATTERNS.findIndex((pattern) => pattern.test(first));
  return matchingPatternIndex === -1 ? GROUP_START_ORDER_PATTERNS.length : matchingPatternIndex;
}
