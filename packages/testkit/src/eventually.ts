import { setTimeout } from 'node:timers/promises';

export interface EventuallyOptions<T> {
  /** Decides whether an answer is the one that is waited for. By default any answer but false, null and undefined. */
  until?: (answer: T) => boolean;
  timeoutMs?: number;
}

/** Polls often at first, since most conditions hold within a few milliseconds, then less often to leave the CPU alone. */
const POLL = { firstMs: 5, mostMs: 50, growth: 1.5 };
const TIMEOUT_MS = 10_000;

/**
 * Polls `look` until its answer is the one that is waited for, and returns that answer. Use it only for what no event
 * announces. A `look` that throws counts as an answer that does not fit.
 * Throws after the timeout, naming `what`, the last answer or the last failure.
 */
export async function eventually<T>(
  what: string,
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
        ? `the last look failed: ${failure}`
        : `the last answer was ${JSON.stringify(answer)}`;
      throw new Error(`Not seen within ${timeoutMs} ms: ${what}; ${last}`, { cause: failure });
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
