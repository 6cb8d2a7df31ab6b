import { setTimeout } from 'node:timers/promises';

export interface EventuallyOptions<T> {
  /**
   * Decides whether an answer ends the polling. By default, every answer except false, null, and undefined ends the
   * polling.
   */
  until?: (answer: T) => boolean;
  timeoutMs?: number;
}

/**
 * The pauses between polls. They are short at first, because most conditions become true within a few milliseconds, and
 * then longer, to leave CPU time to other processes.
 */
const POLL_BACKOFF = { firstMs: 5, mostMs: 50, growth: 1.5 };
const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Calls `getAnswer` repeatedly until its answer satisfies `until`, and returns that answer. Polling continues if
 * `getAnswer` throws. After the timeout, throws an error that contains `condition` and the last answer or failure. Use
 * this function only for changes that no event announces.
 */
export async function eventually<T>(
  condition: string,
  getAnswer: () => T | Promise<T>,
  options: number | EventuallyOptions<T> = {},
): Promise<Exclude<NonNullable<T>, false>> {
  const { until = endsPollingByDefault, timeoutMs = DEFAULT_TIMEOUT_MS } =
    typeof options === 'number' ? { timeoutMs: options } : options;
  const deadline = performance.now() + timeoutMs;
  for (
    let pauseMs = POLL_BACKOFF.firstMs;
    ;
    pauseMs = Math.min(pauseMs * POLL_BACKOFF.growth, POLL_BACKOFF.mostMs)
  ) {
    const { answer, failure } = await tryGetAnswer(getAnswer);
    if (failure === undefined && until(answer as T)) return answer as Exclude<NonNullable<T>, false>;
    if (performance.now() > deadline) {
      const lastOutcomeText = failure
        ? `The last attempt failed: ${failure}`
        : `The last answer was ${JSON.stringify(answer)}`;
      throw new Error(`Timed out after ${timeoutMs} ms waiting for: ${condition}. ${lastOutcomeText}`, {
        cause: failure,
      });
    }
    await setTimeout(pauseMs);
  }
}

function endsPollingByDefault(answer: unknown): boolean {
  return answer !== false && answer !== null && answer !== undefined;
}

async function tryGetAnswer<T>(getAnswer: () => T | Promise<T>): Promise<{ answer?: T; failure?: unknown }> {
  try {
    return { answer: await getAnswer() };
  } catch (failure) {
    return { failure: failure ?? new Error('The condition threw undefined') };
  }
}
