/** One user's client events in the current second, as counted by this gateway. `EventBudget` maintains the count. */
export interface EventCount {
  /** Start of the current second, in milliseconds of a monotonic clock. */
  from: number;
  /** Number of events that this gateway still allows before it reserves more in Redis. */
  left: number;
  /**
   * Number of the user's events in the current second on all gateways, according to the last Redis reply; 0 before the
   * first reply.
   */
  counted: number;
  /** Time until which all events from the user are refused, in milliseconds of a monotonic clock. */
  refusedUntil: number;
  /** Number of events that wait for `counting`, the pending request to Redis. */
  waiting: number;
  counting: Promise<void> | undefined;
}

/** Returns the count of a user who has sent no event yet. */
export const newEventCount = (): EventCount => ({
  from: Number.NEGATIVE_INFINITY,
  left: 0,
  counted: 0,
  refusedUntil: Number.NEGATIVE_INFINITY,
  waiting: 0,
  counting: undefined,
});
