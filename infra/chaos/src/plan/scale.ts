/** The size of a chaos run. */
export interface Scale {
  readonly users: number;
  /** The number of users with a library client. All other users have plain Socket.IO clients. */
  readonly libraryUsers: number;
  readonly rooms: number;
  readonly membersPerRoom: number;
  readonly messagesPerSecond: number;
  readonly kills: number;
  readonly frozenMs: number;
  readonly awayMs: number;
  /**
   * The maximum pause between the recovery from one fault and the start of the next fault, in milliseconds. Each pause
   * is random.
   */
  readonly restMs: number;
  /**
   * The number of plain clients that stop reconnecting after five failed attempts. Only the rolling restart uses these
   * clients.
   */
  readonly impatientClients: number;
  readonly jitter: JitterScale;
}

export interface JitterScale {
  readonly clients: number;
  /** The number of clients with the client library. */
  readonly libraryClients: number;
  readonly messages: number;
  readonly messagesPerSecond: number;
  readonly cutEveryMs: number;
  readonly cutForMs: number;
}

/** The full size of a chaos run. The project's promises apply to a run of this size. */
export const FULL: Scale = {
  users: 100,
  libraryUsers: 20,
  rooms: 50,
  membersPerRoom: 20,
  messagesPerSecond: 200,
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

/** A small size, with which a run of every kind of fault takes about three minutes. */
export const SHORT: Scale = {
  users: 24,
  libraryUsers: 6,
  rooms: 12,
  membersPerRoom: 8,
  messagesPerSecond: 60,
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
