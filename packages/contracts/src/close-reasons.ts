/** How a connection ends: which decides whether a default client comes back by itself. */
export type CloseHow =
  /** `connect_error` from the middleware: a default client does not retry. */
  | 'connect-error'
  /** A server-side disconnect after `session-ended`: a default client does not retry. */
  | 'server-disconnect'
  /** The transport is closed: a default client reconnects. */
  | 'transport-close'
  /** HTTP 503 before the handshake: a default client retries. */
  | 'refuse-handshake';

interface CloseSpec {
  readonly how: CloseHow;
  readonly reconnects: boolean;
}

/** Every way the server lets go of a socket, and what follows (protocol §3). Server and client import this one table. */
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

/** The reasons told as `session-ended` `{ code }`. */
export type SessionEndCode = 'LOGGED_OUT' | 'SESSION_REVOKED' | 'DEACTIVATED' | 'TOKEN_EXPIRED';
