import { ChatError } from '@kcs/contracts';

interface GateOptions {
  readonly atOnce: number;
  /** How many may wait; who comes above is refused at once. */
  readonly waiting: number;
  readonly waitMs: number;
}

/** Lets a few through at once and a bounded number wait, in order and for a bounded time. */
export interface BoundedGate {
  /** @throws ChatError UNAVAILABLE when too many wait, or the turn did not come in time; the task has then not begun */
  pass<T>(task: () => Promise<T>): Promise<T>;
}

export function createBoundedGate({ atOnce, waiting, waitMs }: GateOptions): BoundedGate {
  const queue = new Set<() => void>();
  let inside = 0;
  const busy = () => new ChatError('UNAVAILABLE', undefined, { retryAfterMs: waitMs });

  const turn = (): Promise<void> => {
    if (inside < atOnce) {
      inside += 1;
      return Promise.resolve();
    }
    if (queue.size >= waiting) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        queue.delete(enter);
        reject(busy());
      }, waitMs);
      queue.add(enter);
    });
  };
  // The place goes from hand to hand, so that nobody overtakes those who wait.
  const leave = () => {
    const [next] = queue;
    if (!next) {
      inside -= 1;
      return;
    }
    queue.delete(next);
    next();
  };

  return {
    async pass(task) {
      await turn();
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
