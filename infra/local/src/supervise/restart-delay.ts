const FIRST_MS = 200;
const MAX_MS = 10_000;

/**
 * Returns the delay before a restart, in ms. `attempt` is the number of consecutive failures. The delay doubles with
 * each failure, up to 10 s. `pause` adds the jitter.
 */
export function getRestartDelayMs(attempt: number): number {
  return Math.min(FIRST_MS * 2 ** (attempt - 1), MAX_MS);
}
