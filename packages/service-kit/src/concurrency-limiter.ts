import { ChatError } from '@kcs/contracts';

interface ConcurrencyLimiterOptions {
  /** Maximum number of tasks that run at the same time. */
  readonly concurrency: number;
  /** Maximum number of tasks with the same key that run at the same time. By default, only `concurrency` applies. */
  readonly perKey?: number;
  /** Maximum number of waiting tasks, for all keys together. Further tasks are refused immediately. */
  readonly maxWaiting: number;
  /** Maximum number of waiting tasks with the same key. By default, only `maxWaiting` applies. */
  readonly maxWaitingPerKey?: number;
  readonly maxWaitMs: number;
  /**
   * Creates the error for a task that is refused because too many tasks with the same key are waiting. Default: an
   * `UNAVAILABLE` error.
   */
  readonly createKeyBusyError?: () => ChatError;
}

/**
 * Limits how many tasks run at the same time, in total and for each key. A key is, for example, a room id or a user id.
 * Excess tasks wait, but their number and their waiting time are also limited. Waiting tasks with the same key start in
 * order. The limiter serves the keys in rotation, so that many tasks with one key do not delay tasks with other keys.
 */
export interface ConcurrencyLimiter {
  /**
   * Waits until the task may run, runs it, and returns its result. Throws an error without starting the task if too
   * many tasks are waiting or the task has waited too long. The error is `UNAVAILABLE`, or the result of
   * `createKeyBusyError` if too many of the waiting tasks have the task's key.
   */
  run<T>(task: () => Promise<T>, key?: string): Promise<T>;
  /**
   * Waits until a task may run, and counts it as running. Returns a function that the caller must call once, when the
   * task has ended. Throws the same errors as `run`.
   */
  acquire(key?: string): Promise<() => void>;
}

export function createConcurrencyLimiter({
  concurrency,
  perKey = concurrency,
  maxWaiting,
  maxWaitingPerKey = maxWaiting,
  maxWaitMs,
  createKeyBusyError,
}: ConcurrencyLimiterOptions): ConcurrencyLimiter {
  /** For each key, the functions that start its waiting tasks. The limiter serves the keys in the order of this map. */
  const waitingTaskStartersByKey = new Map<string, (() => void)[]>();
  const runningTaskCountByKey = new Map<string, number>();
  let runningTaskCount = 0;
  let waitingTaskCount = 0;
  const createBusyError = () => new ChatError('UNAVAILABLE', undefined, { retryAfterMs: maxWaitMs });

  const canTaskStart = (key: string) =>
    runningTaskCount < concurrency && (runningTaskCountByKey.get(key) ?? 0) < perKey;
  const changeRunningTaskCount = (key: string, change: number) => {
    runningTaskCount += change;
    const newRunningTaskCountOfKey = (runningTaskCountByKey.get(key) ?? 0) + change;
    if (newRunningTaskCountOfKey === 0) runningTaskCountByKey.delete(key);
    else runningTaskCountByKey.set(key, newRunningTaskCountOfKey);
  };
  const removeWaitingTask = (key: string, start: () => void) => {
    const remainingTaskStarters = (waitingTaskStartersByKey.get(key) ?? []).filter((task) => task !== start);
    waitingTaskStartersByKey.delete(key);
    if (remainingTaskStarters.length > 0) waitingTaskStartersByKey.set(key, remainingTaskStarters);
    waitingTaskCount -= 1;
  };
  const releaseSlotOfKey = (key: string) => {
    changeRunningTaskCount(key, -1);
    // Start the next waiting task right here, so that a new task cannot overtake it.
    for (const [nextKey, [start]] of waitingTaskStartersByKey) {
      if (!start || !canTaskStart(nextKey)) continue;
      removeWaitingTask(nextKey, start);
      changeRunningTaskCount(nextKey, 1);
      start();
      return;
    }
  };
  const waitForSlot = (key: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const startTask = () => {
        clearTimeout(waitTimer);
        resolve();
      };
      const waitTimer = setTimeout(() => {
        removeWaitingTask(key, startTask);
        reject(createBusyError());
      }, maxWaitMs);
      waitingTaskStartersByKey.set(key, [...(waitingTaskStartersByKey.get(key) ?? []), startTask]);
      waitingTaskCount += 1;
    });

  const acquireSlot = async (key = ''): Promise<() => void> => {
    const waitingTaskCountOfKey = waitingTaskStartersByKey.get(key)?.length ?? 0;
    if (waitingTaskCountOfKey === 0 && canTaskStart(key)) changeRunningTaskCount(key, 1);
    else if (waitingTaskCountOfKey >= maxWaitingPerKey) throw createKeyBusyError?.() ?? createBusyError();
    else if (waitingTaskCount >= maxWaiting) throw createBusyError();
    else await waitForSlot(key);
    return () => releaseSlotOfKey(key);
  };

  return {
    acquire: acquireSlot,
    async run(task, key) {
      const releaseSlot = await acquireSlot(key);
      try {
        return await task();
      } finally {
        releaseSlot();
      }
    },
  };
}
