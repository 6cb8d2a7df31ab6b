/** How the server ends a connection, which decides whether a default client reconnects by itself. */
type CloseMethod =
  /** `connect_error` from the middleware: a default client does not retry. */
  | 'connect-error'
  /** A server-side disconnect after `session-ended`: a default client does not retry. */
  | 'server-disconnect'
  /** The transport is closed: a default client reconnects. */
  | 'transport-close'
  /** HTTP 503 before the handshake: a default client retries. */
  | 'refuse-handshake';

interface CloseSpec {
  readonly how: CloseMethod;
  readonly reconnects: boolean;
}

/**
 * Every reason for which the server ends a connection, how it ends it, and whether a default client reconnects.
 * The server and our client library import this one table (END-8). An unknown reason of a newer version counts as the way
 * in which it ended the connection: after `session-ended` or `connect_error` do not reconnect, else reconnect.
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
  DEPENDENCY_LOST: { how: 'transport-close', reconnects: true },
  OVER_CAPACITY: { how: 'refuse-handshake', reconnects: true },
  NOT_READY: { how: 'refuse-handshake', reconnects: true },
} as const satisfies Record<string, CloseSpec>;

export type CloseReason = keyof typeof CLOSE_REASONS;

/** The reasons sent to the client as `session-ended` `{ code }` (END-2). */
export type SessionEndCode = 'LOGGED_OUT' | 'SESSION_REVOKED' | 'DEACTIVATED' | 'TOKEN_EXPIRED';
