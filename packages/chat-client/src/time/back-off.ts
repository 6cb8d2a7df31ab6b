const FIRST_MS = 400;
/** In a short outage, everyone returns within seconds. In a long one, the attempts must not become a storm. */
const SHORT_OUTAGE_MS = 60_000;
const LONGEST_IN_SHORT_OUTAGE_MS = 3_000;
const LONGEST_MS = 15_000;

/**
 * Returns how many milliseconds to wait before the next attempt. The wait doubles each time, with jitter over its
 * upper half, and attempts never end. `attempt` is the number of failures so far (0 for the first wait),
 * `failingForMs` the time since the first failure, and `random` a number in [0, 1).
 */
export function backOff(attempt: number, failingForMs: number, random: number): number {
  const longest = failingForMs < SHORT_OUTAGE_MS ? LONGEST_IN_SHORT_OUTAGE_MS : LONGEST_MS;
  return Math.min(longest, FIRST_MS * 2 ** Math.min(attempt, 10)) * (0.5 + random / 2);
}

/** Returns the longer of `wait` and the time that the server requested. The latter gets up to 25 % jitter. */
export const atLeastRequested = (wait: number, requestedMs: number | undefined, random: number): number =>
  Math.max(wait, (requestedMs ?? 0) * (1 + random / 4));
