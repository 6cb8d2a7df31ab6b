const FIRST_MS = 200;
const MAX_MS = 10_000;

/**
 * Returns the delay in milliseconds before the restart after failure number `attempt`, counted from 1. The delay
 * doubles up to 10 s. Excludes jitter, which `pause` adds.
 */
export function restartDelayMs(attempt: number): number {
  return Math.min(FIRST_MS * 2 ** (attempt - 1), MAX_MS);
}
