const FIRST_RETRY_WAIT_MS = 400;
/**
 * In an outage shorter than this, clients retry within seconds. In a longer outage, they retry less often, so that
 * their attempts do not overload the server.
 */
const SHORT_OUTAGE_MS = 60_000;
const MAX_WAIT_IN_SHORT_OUTAGE_MS = 3_000;
const MAX_WAIT_IN_LONG_OUTAGE_MS = 15_000;
const MAX_SERVER_REQUESTED_WAIT_MS = 60_000;

/**
 * Returns how many milliseconds to wait before the next attempt. The wait doubles with each failure up to a limit, and
 * jitter shortens it by up to half. `attempt` is 0 after the first failure and increases by 1 with each further
 * failure, `failingForMs` is the time since the first failure, and `random` is a number in [0, 1).
 */
export function computeBackOffMs(attempt: number, failingForMs: number, random: number): number {
  const maxWaitMs = failingForMs < SHORT_OUTAGE_MS ? MAX_WAIT_IN_SHORT_OUTAGE_MS : MAX_WAIT_IN_LONG_OUTAGE_MS;
  return Math.min(maxWaitMs, FIRST_RETRY_WAIT_MS * 2 ** Math.min(attempt, 10)) * (0.5 + random / 2);
}

/**
 * Returns the longer of `wait` and the wait that the server requested, with up to 25 % jitter added to the latter.
 * Limits a requested wait to one minute, because a proxy may request a whole day, and waiting messages must be sent
 * soon after the proxy has recovered.
 */
export const extendToRequestedWaitMs = (
  wait: number,
  requestedMs: number | undefined,
  random: number,
): number => Math.max(wait, Math.min(requestedMs ?? 0, MAX_SERVER_REQUESTED_WAIT_MS) * (1 + random / 4));
