/** The state of one user's event budget on this gateway in the current second. `EventBudget` maintains this state. */
export interface EventBudgetState {
  /** Start of the current second on a monotonic clock, in ms. */
  from: number;
  /** Number of events that this gateway may still allow before it must ask Redis. */
  left: number;
  /**
   * Number of events that all gateways have reserved for the user in the current second, according to the last reply
   * from Redis; 0 before the first reply.
   */
  counted: number;
  /** Time on a monotonic clock, in ms, until which all events from the user are refused. */
  refusedUntil: number;
  /** Number of events that are waiting for the pending request to Redis. */
  waiting: number;
  counting: Promise<void> | undefined;
}

/** Returns the event-budget state of a user who has not sent any event yet. */
export const createEventBudgetState = (): EventBudgetState => ({
  from: Number.NEGATIVE_INFINITY,
  left: 0,
  counted: 0,
  refusedUntil: Number.NEGATIVE_INFINITY,
  waiting: 0,
  counting: undefined,
});
