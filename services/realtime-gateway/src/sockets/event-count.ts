/**
 * The number of client events that one user has sent in the current second through this gateway. `EventBudget`
 * maintains this state.
 */
export interface EventCount {
  /** Start of the current second on a monotonic clock, in ms. */
  from: number;
  /** Number of events that this gateway may still allow before it must ask Redis. */
  left: number;
  /**
   * Number of the user's events on all gateways in the current second, as in the last reply from Redis; 0 before the
   * first reply.
   */
  counted: number;
  /** Time on a monotonic clock, in ms, until which all events from the user are refused. */
  refusedUntil: number;
  /** Number of events that wait for the pending request to Redis. */
  waiting: number;
  counting: Promise<void> | undefined;
}

/** Returns the event count of a user who has not sent any event. */
export const createEventCount = (): EventCount => ({
  from: Number.NEGATIVE_INFINITY,
  left: 0,
  counted: 0,
  refusedUntil: Number.NEGATIVE_INFINITY,
  waiting: 0,
  counting: undefined,
});
