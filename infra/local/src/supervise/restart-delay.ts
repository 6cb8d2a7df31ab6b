const FIRST_MS = 200;
const LONGEST_MS = 10_000;

/** How long to wait before start number `attempt` (from 1) of a process that keeps ending. Jitter is added by the wait. */
export function restartDelayMs(attempt: number): number {
  return Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
}
