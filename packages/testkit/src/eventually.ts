import { setTimeout } from 'node:timers/promises';

export interface EventuallyOptions<T> {
  /** Returns whether the answer is the awaited one. By default, every answer except false, null, and undefined is. */
  until?: (answer: T) => boolean;
  timeoutMs?: number;
}

/**
 * Polls often at first, because most conditions hold within a few milliseconds, then less often to leave the CPU to
 * others.
 */
const POLL = { firstMs: 5, mostMs: 50, growth: 1.5 };
const TIMEOUT_MS = 10_000;

/**
 * Polls `look` until it returns the awaited answer, and returns that answer. Use it only for changes that no event
 * announces. If `look` throws, polling continues. After the timeout, throws an error with `condition` and the last answer
 * or failure.
 */
export async function eventually<T>(
  condition: string,
  look: () => T | Promise<T>,
  options: number | EventuallyOptions<T> = {},
): Promise<Exclude<NonNullable<T>, false>> {
  const { until = isAnAnswer, timeoutMs = TIMEOUT_MS } =
    typeof options === 'number' ? { timeoutMs: options } : options;
  const deadline = performance.now() + timeoutMs;
  for (let waitMs = POLL.firstMs; ; waitMs = Math.min(waitMs * POLL.growth, POLL.mostMs)) {
    const { answer, failure } = await lookOnce(look);
    if (failure === undefined && until(answer as T)) return answer as Exclude<NonNullable<T>, false>;
    if (performance.now() > deadline) {
      const last = failure
        ? `the last attempt failed: ${failure}`
        : `the last answer was ${JSON.stringify(answer)}`;
      throw new Error(`Not seen within ${timeoutMs} ms: ${condition}; ${last}`, { cause: failure });
    }
    await setTimeout(waitMs);
  }
}

function isAnAnswer(answer: unknown): boolean {
  return answer !== false && answer !== null && answer !== undefined;
}

async function lookOnce<T>(look: () => T | Promise<T>): Promise<{ answer?: T; failure?: unknown }> {
  try {
    return { answer: await look() };
  } catch (failure) {
    return { failure: failure ?? new Error('thrown without a reason') };
  }
}
