/**
 * How the server ends a connection. The method determines whether a Socket.IO client with default options reconnects.
 */
type CloseMethod =
  /** The server refuses the connection with `connect_error`. A Socket.IO client with default options does not retry. */
  | 'connect-error'
  /**
   * The server emits `session-ended`, then disconnects the socket. A Socket.IO client with default options does not
   * reconnect.
   */
  | 'server-disconnect'
  /** The server closes the transport. A Socket.IO client with default options reconnects. */
  | 'transport-close'
  /**
   * The server emits `socket-evicted`, then disconnects the socket. A Socket.IO client with default options does not
   * reconnect. The session stays valid.
   */
  | 'eviction'
  /** The server answers the handshake request with HTTP 503. A Socket.IO client with default options retries. */
  | 'refuse-handshake';

interface CloseReasonSpec {
  readonly how: CloseMethod;
  readonly reconnects: boolean;
}

/**
 * Every reason why the server ends a connection: the method that the server uses, and whether the client should
 * reconnect. The server and the client library share this table (END-8). A client that does not know a reason should
 * reconnect, unless it received `session-ended` or a `connect_error` with a code.
 */
export const CLOSE_REASONS = {
  UNAUTHENTICATED: { how: 'connect-error', reconnects: false },
  LOGGED_OUT: { how: 'server-disconnect', reconnects: false },
  SESSION_REVOKED: { how: 'server-disconnect', reconnects: false },
  DEACTIVATED: { how: 'server-disconnect', reconnects: false },
  TOKEN_EXPIRED: { how: 'server-disconnect', reconnects: false },
  DRAINING: { how: 'transport-close', reconnects: true },
  SLOW_READER: { how: 'transport-close', reconnects: true },
  TOO_MANY_SOCKETS: { how: 'transport-close', reconnects: true },
  EVICTION_LOOP: { how: 'eviction', reconnects: false },
  DEPENDENCY_LOST: { how: 'transport-close', reconnects: true },
  OVER_CAPACITY: { how: 'refuse-handshake', reconnects: true },
  NOT_READY: { how: 'refuse-handshake', reconnects: true },
} as const satisfies Record<string, CloseReasonSpec>;

export type CloseReason = keyof typeof CLOSE_REASONS;

/** The close reasons that the server sends as the `code` of `socket-evicted` (END-11). */
export type EvictionCode = 'TOO_MANY_SOCKETS' | 'EVICTION_LOOP';

/** The close reasons that the server sends as the `code` of `session-ended` (END-2). */
export type SessionEndCode = 'LOGGED_OUT' | 'SESSION_REVOKED' | 'DEACTIVATED' | 'TOKEN_EXPIRED';
