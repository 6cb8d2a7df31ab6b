const FIRST_RESTART_DELAY_MS = 200;
const MAX_RESTART_DELAY_MS = 10_000;

/**
 * Returns the delay before a restart, in milliseconds. It doubles with each consecutive failure, up to 10 s. `attempt`
 * is the number of consecutive failures. The caller waits with `pause`, which adds jitter.
 */
export function getRestartDelayMs(attempt: number): number {
  return Math.min(FIRST_RESTART_DELAY_MS * 2 ** (attempt - 1), MAX_RESTART_DELAY_MS);
}
