import type { TokenVerifier } from '@kcs/auth';
import { type CHAT_API_REQUESTS, ChatError, type ReplyOf, type RequestOf } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import type { MembershipCache } from '../membership/membership-cache.ts';
import { closeTransport } from '../sockets/close-socket.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import { readHandshakeToken } from './handshake-token.ts';

type AuthorizeConnectFunction = (
  query: RequestOf<typeof CHAT_API_REQUESTS.authorizeConnect>,
) => Promise<ReplyOf<typeof CHAT_API_REQUESTS.authorizeConnect>>;

interface AuthenticateOptions {
  readonly verifier: TokenVerifier;
  readonly authorizeConnect: AuthorizeConnectFunction;
  readonly registry: SocketRegistry;
  readonly cache: MembershipCache;
  readonly logger: Logger;
  /** Returns the current time on the clock that all services share. */
  readonly now: () => number;
}

/**
 * An error that makes Socket.IO refuse a connection. The client receives only the code and message, in its
 * `connect_error` event (SOCK-2).
 */
class UnauthenticatedError extends Error {
  readonly data: { readonly code: string; readonly message: string };

  constructor({ code, message }: ChatError) {
    super(code);
    this.data = { code, message };
  }
}

/**
 * Returns the Socket.IO middleware that authenticates a socket. The gateway verifies the token, and chat-api decides
 * whether the token's session is alive. A connection is refused only if its token is invalid or its session has ended,
 * because clients do not retry after a refusal (END-1). After any other failure, the transport is closed, so that
 * default clients reconnect.
 */
export function createAuthenticationMiddleware(options: AuthenticateOptions) {
  const { verifier, authorizeConnect, registry, cache, logger, now } = options;
  const authenticatingConnections = new WeakSet<object>();

  const authenticateSocket = async (socket: ChatSocket) => {
    const tokenClaims = await verifier.verify(readHandshakeToken(socket));
    const watchedSession = registry.watch(tokenClaims.sessionId);
    const finishMembershipLoad = cache.beginLoad(tokenClaims.userId);
    const connectedAt = now();
    try {
      const { user, rooms } = await authorizeConnect({
        sessionId: tokenClaims.sessionId,
        userId: tokenClaims.userId,
      });
      if (watchedSession.endedBy)
        throw new ChatError('UNAUTHENTICATED', 'The session has ended. Log in again.');
      finishMembershipLoad(rooms.map(({ roomId }) => roomId));
      socket.data = {
        user: registry.prepare(user.id, user.name, user.userType),
        sessionId: tokenClaims.sessionId,
        expiresAt: tokenClaims.expiresAt,
        connectedAt,
        roomsTurn: undefined,
        roomsTurns: 0,
        typingChecks: undefined,
        hasJoinedMeeting: false,
        sendTurns: undefined,
      };
    } finally {
      finishMembershipLoad(undefined);
      watchedSession.stop();
    }
  };

  return (socket: ChatSocket, next: (error?: Error) => void): void => {
    // Close the connection. Otherwise, a second CONNECT packet during authentication would create a second socket on
    // the connection.
    if (authenticatingConnections.has(socket.conn)) {
      closeTransport(socket.conn, 'DEPENDENCY_LOST');
      next();
      return;
    }
    authenticatingConnections.add(socket.conn);
    authenticateSocket(socket).then(
      () => next(),
      (error: unknown) => {
        if (error instanceof ChatError && error.code === 'UNAUTHENTICATED') {
          next(new UnauthenticatedError(error));
          return;
        }
        logger.warn(
          { err: error },
          'Could not authenticate a connection. Closing it so that the client reconnects.',
        );
        closeTransport(socket.conn, 'DEPENDENCY_LOST');
        // Call `next` even though the connection is already closed. Otherwise, Socket.IO would never release the
        // socket.
        next();
      },
    );
  };
}
