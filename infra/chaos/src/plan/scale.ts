export interface ChaosScale {
  readonly users: number;
  /** The number of users with a library client. All other users have a plain Socket.IO client. */
  readonly libraryUsers: number;
  readonly rooms: number;
  readonly membersPerRoom: number;
  readonly messagesPerSecond: number;
  /** The number of renames, edits, and deletions that are started per second. */
  readonly changesPerSecond: number;
  /** The number of users who are repeatedly added to a room and removed again while faults are injected. */
  readonly guests: number;
  readonly kills: number;
  readonly frozenMs: number;
  readonly awayMs: number;
  /**
   * The maximum pause, in milliseconds, between the clients' recovery from one fault and the next fault. The length of
   * each pause is random.
   */
  readonly restMs: number;
  /**
   * The number of additional plain clients that give up after five failed attempts to reconnect. They take part only in
   * the rolling restart.
   */
  readonly impatientClients: number;
  readonly jitter: JitterScale;
}

export interface JitterScale {
  readonly clients: number;
  /** The number of clients that use the client library. */
  readonly libraryClients: number;
  readonly messages: number;
  readonly messagesPerSecond: number;
  readonly cutEveryMs: number;
  readonly cutForMs: number;
}

/** The full size of a chaos run. The system must keep the project's promises at this size. */
export const FULL_CHAOS_SCALE: ChaosScale = {
  users: 100,
  libraryUsers: 20,
  rooms: 50,
  membersPerRoom: 20,
  messagesPerSecond: 200,
  changesPerSecond: 6,
  guests: 6,
  kills: 30,
  frozenMs: 20_000,
  awayMs: 60_000,
  restMs: 3_000,
  impatientClients: 30,
  jitter: {
    clients: 1_000,
    libraryClients: 100,
    messages: 120,
    messagesPerSecond: 2,
    cutEveryMs: 15_000,
    cutForMs: 2_000,
  },
};

/** A small size. At this size, a run with every kind of fault takes about three minutes. */
export const SHORT_CHAOS_SCALE: ChaosScale = {
  users: 24,
  libraryUsers: 6,
  rooms: 12,
  membersPerRoom: 8,
  messagesPerSecond: 60,
  changesPerSecond: 4,
  guests: 3,
  kills: 6,
  frozenMs: 5_000,
  awayMs: 10_000,
  restMs: 1_000,
  impatientClients: 10,
  jitter: {
    clients: 100,
    libraryClients: 10,
    messages: 40,
    messagesPerSecond: 2,
    cutEveryMs: 15_000,
    cutForMs: 2_000,
  },
};
