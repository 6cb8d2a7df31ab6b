const FIRST_MS = 400;
/** Short outages end with everybody back within seconds; a long one is not met by a storm of attempts. */
const SHORT_OUTAGE_MS = 60_000;
const LONGEST_IN_SHORT_OUTAGE_MS = 3_000;
const LONGEST_MS = 15_000;

/**
 * How long to wait before the next attempt, in milliseconds: doubling, spread over the upper half, and never giving
 * up. `attempt` counts the failures so far (0 is the first wait), `failingForMs` how long it has not worked, `random`
 * is in [0, 1).
 */
export function backOff(attempt: number, failingForMs: number, random: number): number {
  const longest = failingForMs < SHORT_OUTAGE_MS ? LONGEST_IN_SHORT_OUTAGE_MS : LONGEST_MS;
  return Math.min(longest, FIRST_MS * 2 ** Math.min(attempt, 10)) * (0.5 + random / 2);
}

/** The wait that the other side named, or a little longer, where it named one; never less than the back-off. */
export const atLeastNamed = (wait: number, namedMs: number | undefined, random: number): number =>
  Math.max(wait, (namedMs ?? 0) * (1 + random / 4));
