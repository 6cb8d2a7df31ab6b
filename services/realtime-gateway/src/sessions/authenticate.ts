import type { TokenVerifier } from '@kcs/auth';
import { type CHAT_API, ChatError, type ReplyOf, type RequestOf } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import type { MembershipIndex } from '../membership/membership-cache.ts';
import { closeTransport } from '../sockets/close-socket.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';

type AuthorizeConnect = (
  query: RequestOf<typeof CHAT_API.authorizeConnect>,
) => Promise<ReplyOf<typeof CHAT_API.authorizeConnect>>;

export interface AuthenticateOptions {
  readonly verifier: TokenVerifier;
  readonly authorizeConnect: AuthorizeConnect;
  readonly registry: SocketRegistry;
  readonly index: MembershipIndex;
  readonly logger: Logger;
}

/** What a default client shows as `connect_error`: nothing but the refusal (protocol §3). */
class Unauthenticated extends Error {
  readonly data: { readonly code: string; readonly message: string };

  constructor({ code, message }: ChatError) {
    super(code);
    this.data = { code, message };
  }
}

/** From `auth.token` or the `Authorization` header; nothing else, above all not the query, which ends in logs. */
export function tokenOf(socket: ChatSocket): unknown {
  const { token } = socket.handshake.auth as { token?: unknown };
  if (token !== undefined) return token;
  return /^Bearer +(\S+) *$/i.exec(socket.handshake.headers.authorization ?? '')?.[1];
}

/**
 * Lets a socket in: the token is verified here, that its session is alive comes from chat-api. Only a bad token or an
 * ended session is a refusal that a client takes for final; anything that is away closes the transport, so that
 * default clients come back.
 */
export function authenticate(options: AuthenticateOptions) {
  const { verifier, authorizeConnect, registry, index, logger } = options;
  const underWay = new WeakSet<object>();

  const admit = async (socket: ChatSocket) => {
    const claims = await verifier.verify(tokenOf(socket));
    const watched = registry.watch(claims.sessionId);
    const loaded = index.load(claims.userId);
    try {
      const { user, rooms } = await authorizeConnect({
        sessionId: claims.sessionId,
        userId: claims.userId,
      });
      if (watched.endedBy) throw new ChatError('UNAUTHENTICATED', 'The session has ended; log in again.');
      loaded(rooms.map(({ roomId }) => roomId));
      socket.data = {
        user: registry.prepare(user.id, user.name, user.userType),
        sessionId: claims.sessionId,
        expiresAt: claims.expiresAt,
        roomsTurn: Promise.resolve(),
        sendTurns: new Map(),
      };
    } finally {
      loaded(undefined);
      watched.stop();
    }
  };

  return (socket: ChatSocket, next: (error?: Error) => void): void => {
    // A second CONNECT while the first is being judged would make a second socket on one connection.
    if (underWay.has(socket.conn)) {
      closeTransport(socket.conn, 'DEPENDENCY_LOST');
      next();
      return;
    }
    underWay.add(socket.conn);
    admit(socket).then(
      () => next(),
      (error: unknown) => {
        if (error instanceof ChatError && error.code === 'UNAUTHENTICATED') {
          next(new Unauthenticated(error));
          return;
        }
        logger.warn({ err: error }, 'a connection could not be judged; it is closed to come back');
        closeTransport(socket.conn, 'DEPENDENCY_LOST');
        // The library forgets the socket only when told to go on; the connection is closed by then.
        next();
      },
    );
  };
}
