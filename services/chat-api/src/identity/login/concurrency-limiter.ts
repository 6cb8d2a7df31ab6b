import { ChatError } from '@kcs/contracts';

interface ConcurrencyLimiterOptions {
  /** Tasks that run at once. */
  readonly concurrency: number;
  /** Tasks that may wait; further ones are refused at once. */
  readonly maxWaiting: number;
  readonly maxWaitMs: number;
}

/** Runs a few tasks at once; a bounded number wait, in order and for a bounded time. */
export interface ConcurrencyLimiter {
  /** Throws `UNAVAILABLE`, without having started the task, if too many wait or the wait was too long. */
  run<T>(task: () => Promise<T>): Promise<T>;
}

export function createConcurrencyLimiter({
  concurrency,
  maxWaiting,
  maxWaitMs,
}: ConcurrencyLimiterOptions): ConcurrencyLimiter {
  const waiting = new Set<() => void>();
  let running = 0;
  const busy = () => new ChatError('UNAVAILABLE', undefined, { retryAfterMs: maxWaitMs });

  const acquire = (): Promise<void> => {
    if (running < concurrency) {
      running += 1;
      return Promise.resolve();
    }
    if (waiting.size >= maxWaiting) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      const start = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(start);
        reject(busy());
      }, maxWaitMs);
      waiting.add(start);
    });
  };
  // The slot passes directly to the next waiting task, so that no newcomer overtakes it.
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
