const FIRST_MS = 250;
const LONGEST_MS = 2_000;

/** A sender's wait before attempt number `attempt` + 2; spread over its upper half. */
export const retryDelayMs = (attempt: number, random: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10)) * (0.5 + random / 2);
