import { ChatError } from '@kcs/contracts';

interface ConcurrencyLimiterOptions {
  /** Maximum number of tasks that run at the same time. */
  readonly concurrency: number;
  /** Maximum number of tasks that wait. Further tasks are refused immediately. */
  readonly maxWaiting: number;
  readonly maxWaitMs: number;
}

/**
 * Limits how many tasks run at the same time. Further tasks wait in order. Their number and waiting time are bounded.
 */
export interface ConcurrencyLimiter {
  /**
   * Runs the task. Throws `UNAVAILABLE` without starting it if too many tasks are waiting or the task waited too long.
   */
  run<T>(task: () => Promise<T>): Promise<T>;
}

export function createConcurrencyLimiter({
  concurrency,
  maxWaiting,
  maxWaitMs,
}: ConcurrencyLimiterOptions): ConcurrencyLimiter {
  const waiting = new Set<() => void>();
  let running = 0;
  const busyError = () => new ChatError('UNAVAILABLE', undefined, { retryAfterMs: maxWaitMs });

  const acquire = (): Promise<void> => {
    if (running < concurrency) {
      running += 1;
      return Promise.resolve();
    }
    if (waiting.size >= maxWaiting) return Promise.reject(busyError());
    return new Promise((resolve, reject) => {
      const start = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(start);
        reject(busyError());
      }, maxWaitMs);
      waiting.add(start);
    });
  };
  // Hand the free slot directly to the next waiting task, so that a new task cannot overtake it.
  const release = () => {
    const [next] = waiting;
    if (!next) {
      running -= 1;
      return;
    }
    waiting.delete(next);
    next();
  };

  return {
    async run(task) {
      await acquire();
      try {
        return await task();
      } finally {
        release();
      }
    },
  };
}
