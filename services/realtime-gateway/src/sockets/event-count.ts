/** The client events of one user on this gateway in the current second. `EventBudget` reads and writes it. */
export interface EventCount {
  /** When the second began. */
  from: number;
  /** The number of events that the user may send before more are taken from the count in Redis. */
  left: number;
  /** The user's events of this second over all gateways, as last counted; 0 before that. */
  counted: number;
  /** Until then, all events of the user are refused. */
  refusedUntil: number;
  /** The number of events that wait for `counting`. */
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
