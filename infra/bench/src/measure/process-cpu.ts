import { readdirSync, readFileSync } from 'node:fs';

/** A process whose CPU time is measured, together with all of its descendants. */
export interface MeasuredProcess {
  /** The name in the result, such as `chat-api`. */
  readonly name: string;
  readonly pid: number;
}

/** `/proc/PID/stat` counts CPU time in ticks of this length, on every Linux architecture that Node supports. */
const MICROSECONDS_PER_TICK = 10_000;
/** The position of `cutime` in `/proc/PID/stat`, counted from the field after the command name. `cstime` follows. */
const CHILD_USER_TIME_FIELD = 13;

/**
 * Returns the CPU time in microseconds that a process and its descendants have used since they started.
 *
 * For running threads, the scheduler counts nanoseconds. For descendants that have ended, there are only 10 ms ticks,
 * which makes a difference only if a server starts processes while it is measured.
 */
export function readCpuMicroseconds(rootPid: number): number {
  let endedMicroseconds: number;
  let runningMicroseconds: number;
  // If a child ends in between, it is in neither of the two. Then its parent's count has changed, and both are read again.
  do {
    endedMicroseconds = readEndedChildrenMicroseconds(rootPid);
    runningMicroseconds = readRunningMicroseconds(rootPid);
  } while (readEndedChildrenMicroseconds(rootPid) !== endedMicroseconds);
  return endedMicroseconds + runningMicroseconds;
}

function readRunningMicroseconds(rootPid: number): number {
  let totalMicroseconds = 0;
  for (const pid of listProcessTree(rootPid)) {
    for (const threadId of listFolder(`/proc/${pid}/task`)) {
      const [nanoseconds = '0'] = readText(`/proc/${pid}/task/${threadId}/schedstat`).split(' ');
      totalMicroseconds += Number(nanoseconds) / 1_000;
    }
  }
  return totalMicroseconds;
}

/** Returns the process and all of its descendants. */
function listProcessTree(rootPid: number): number[] {
  const treePids = [rootPid];
  for (const pid of treePids) {
    for (const threadId of listFolder(`/proc/${pid}/task`)) {
      const childPids = readText(`/proc/${pid}/task/${threadId}/children`).split(' ').filter(Boolean);
      treePids.push(...childPids.map(Number));
    }
  }
  return treePids;
}

function readEndedChildrenMicroseconds(pid: number): number {
  // Look for the last parenthesis, because it ends the command name, which may itself contain spaces and parentheses.
  const fields = (readText(`/proc/${pid}/stat`).split(') ').at(-1) ?? '').split(' ');
  const childTicks =
    Number(fields[CHILD_USER_TIME_FIELD] ?? 0) + Number(fields[CHILD_USER_TIME_FIELD + 1] ?? 0);
  return childTicks * MICROSECONDS_PER_TICK;
}

/** Returns an empty list if the process has ended. */
function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** Returns an empty text if the process or thread has ended. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
