import { ChatError } from '@kcs/contracts';

interface ConcurrencyLimiterOptions {
  /** Maximum number of tasks that run at the same time. */
  readonly concurrency: number;
  /** Maximum number of tasks with the same key that run at the same time. Unlimited by default. */
  readonly perKey?: number;
  /** Maximum number of waiting tasks. Further tasks are refused immediately. */
  readonly maxWaiting: number;
  /** Maximum number of waiting tasks with the same key. Unlimited by default. */
  readonly maxWaitingPerKey?: number;
  readonly maxWaitMs: number;
  /** Creates the error for a task that is refused because too many tasks with the same key are waiting. */
  readonly createKeyBusyError?: () => ChatError;
}

/**
 * Limits how many tasks run at the same time, in total and per key, such as a room id or a user id. Excess tasks wait.
 * Tasks with the same key start in order. The limiter serves the keys in rotation, so that many tasks with one key do
 * not delay tasks with other keys. The number of waiting tasks and their waiting time are also limited.
 */
export interface ConcurrencyLimiter {
  /**
   * Runs the task and returns its result. If too many tasks are waiting, or the task has waited too long, does not
   * start the task and throws `UNAVAILABLE` or the error for the task's key.
   */
  run<T>(task: () => Promise<T>, key?: string): Promise<T>;
  /**
   * Waits for a free slot and occupies it. The returned function frees the slot and must be called once. Throws the
   * same errors as `run`.
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
  /** The start functions of the waiting tasks by key. The limiter serves the first key next. */
  const waitingByKey = new Map<string, (() => void)[]>();
  const runningByKey = new Map<string, number>();
  let runningCount = 0;
  let waitingCount = 0;
  const createBusyError = () => new ChatError('UNAVAILABLE', undefined, { retryAfterMs: maxWaitMs });

  const canStart = (key: string) => runningCount < concurrency && (runningByKey.get(key) ?? 0) < perKey;
  const changeRunningCount = (key: string, change: number) => {
    runningCount += change;
    const newCount = (runningByKey.get(key) ?? 0) + change;
    if (newCount === 0) runningByKey.delete(key);
    else runningByKey.set(key, newCount);
  };
  const dequeue = (key: string, start: () => void) => {
    const remainingTasks = (waitingByKey.get(key) ?? []).filter((task) => task !== start);
    waitingByKey.delete(key);
    if (remainingTasks.length > 0) waitingByKey.set(key, remainingTasks);
    waitingCount -= 1;
  };
  const release = (key: string) => {
    changeRunningCount(key, -1);
    // Pass the free slot directly to the next waiting task, so that a new task cannot overtake it.
    for (const [nextKey, [start]] of waitingByKey) {
      if (!start || !canStart(nextKey)) continue;
      dequeue(nextKey, start);
      changeRunningCount(nextKey, 1);
      start();
      return;
    }
  };
  const waitForSlot = (key: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const startTask = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        dequeue(key, startTask);
        reject(createBusyError());
      }, maxWaitMs);
      waitingByKey.set(key, [...(waitingByKey.get(key) ?? []), startTask]);
      waitingCount += 1;
    });

  const acquire = async (key = ''): Promise<() => void> => {
    const waitingWithKey = waitingByKey.get(key)?.length ?? 0;
    if (waitingWithKey === 0 && canStart(key)) changeRunningCount(key, 1);
    else if (waitingWithKey >= maxWaitingPerKey) throw createKeyBusyError?.() ?? createBusyError();
    else if (waitingCount >= maxWaiting) throw createBusyError();
    else await waitForSlot(key);
    return () => release(key);
  };

  return {
    acquire,
    async run(task, key) {
      const releaseSlot = await acquire(key);
      try {
        return await task();
      } finally {
        releaseSlot();
      }
    },
  };
}
