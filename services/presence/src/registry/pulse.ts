export interface Pulse {
  /**
   * A token that identifies the current data in Redis. A later step compares this token with the token that Redis has
   * by then, to detect data loss.
   */
  readonly pulse: string;
  readonly redisMs: number;
  /** Whether Redis contains no presence data at all. In that case, nobody can go offline by mistake. */
  readonly isEmpty: boolean;
  /**
   * Whether Redis has lost data that this process saw in an earlier pulse. Data is lost if Redis is wiped, loads an old
   * snapshot, or promotes a lagging replica.
   */
  readonly rolledBack: boolean;
}

/** Proof that Redis was reachable a moment ago. Every step that takes users offline requires this proof. */
export interface Evidence {
  readonly redisMs: number;
  readonly pulse: string;
}
