const FIRST_MS = 200;
const MAX_MS = 10_000;

/** Returns the delay after failure number `attempt`, counted from 1. It doubles up to 10 s. `pause` adds jitter. */
export function restartDelayMs(attempt: number): number {
  return Math.min(FIRST_MS * 2 ** (attempt - 1), MAX_MS);
}
