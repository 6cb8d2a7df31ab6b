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
  readonly keyBusyError?: () => ChatError;
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
  keyBusyError,
}: ConcurrencyLimiterOptions): ConcurrencyLimiter {
  /** The start functions of the waiting tasks by key. The limiter serves the first key next. */
  const waiting = new Map<string, (() => void)[]>();
  const runningByKey = new Map<string, number>();
  let running = 0;
  let waitingTasks = 0;
  const busyError = () => new ChatError('UNAVAILABLE', undefined, { retryAfterMs: maxWaitMs });

  const canStart = (key: string) => running < concurrency && (runningByKey.get(key) ?? 0) < perKey;
  const countRunning = (key: string, change: number) => {
    running += change;
    const count = (runningByKey.get(key) ?? 0) + change;
    if (count === 0) runningByKey.delete(key);
    else runningByKey.set(key, count);
  };
  const dequeue = (key: string, start: () => void) => {
    const rest = (waiting.get(key) ?? []).filter((task) => task !== start);
    waiting.delete(key);
    if (rest.length > 0) waiting.set(key, rest);
    waitingTasks -= 1;
  };
  const release = (key: string) => {
    countRunning(key, -1);
    // Pass the free slot directly to the next waiting task, so that a new task cannot overtake it.
    for (const [nextKey, [start]] of waiting) {
      if (!start || !canStart(nextKey)) continue;
      dequeue(nextKey, start);
      countRunning(nextKey, 1);
      start();
      return;
    }
  };
  const wait = (key: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const start = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        dequeue(key, start);
        reject(busyError());
      }, maxWaitMs);
      waiting.set(key, [...(waiting.get(key) ?? []), start]);
      waitingTasks += 1;
    });

  const acquire = async (key = ''): Promise<() => void> => {
    const waitingWithKey = waiting.get(key)?.length ?? 0;
    if (waitingWithKey === 0 && canStart(key)) countRunning(key, 1);
    else if (waitingWithKey >= maxWaitingPerKey) throw keyBusyError?.() ?? busyError();
    else if (waitingTasks >= maxWaiting) throw busyError();
    else await wait(key);
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
