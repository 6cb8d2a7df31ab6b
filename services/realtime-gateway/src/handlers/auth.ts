import type { TokenVerifier } from '@kcs/auth';
import { type CHAT_API_REQUESTS, ChatError, type RequestOf } from '@kcs/contracts';
import type { SessionWatch } from '../sessions/session-watch.ts';
import type { TokenExpiryWatch } from '../sessions/token-expiry-watch.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { ClientEventHandlers } from './handler.ts';

export interface AuthHandlersOptions {
  readonly verifier: TokenVerifier;
  readonly authorizeConnect: (
    query: RequestOf<typeof CHAT_API_REQUESTS.authorizeConnect>,
  ) => Promise<unknown>;
  readonly registry: SocketRegistry;
  readonly sessions: SessionWatch;
  readonly expiry: TokenExpiryWatch;
}

/**
 * Handles `refresh-auth`, which a client sends to replace its socket's token before the token expires (END-6). An
 * invalid token leaves the socket unchanged.
 */
export function createAuthHandlers(options: AuthHandlersOptions): Pick<ClientEventHandlers, 'refresh-auth'> {
  const { verifier, authorizeConnect, registry, sessions, expiry } = options;
  return {
    'refresh-auth': async ({ socket, payload, reply }) => {
      const { userId, sessionId, expiresAt } = await verifier.verify(payload.token);
      if (userId !== socket.data.user.id) {
        throw new ChatError(
          'FORBIDDEN',
          'This token belongs to another user. Open a new connection to use it.',
        );
      }
      const watchedSession = registry.watch(sessionId);
      try {
        await authorizeConnect({ sessionId, userId });
        if (watchedSession.endedBy) throw new ChatError('UNAUTHENTICATED');
      } finally {
        watchedSession.stop();
      }
      if (!socket.connected) return;
      sessions.forget(socket);
      socket.data.sessionId = sessionId;
      socket.data.expiresAt = expiresAt;
      sessions.follow(socket);
      expiry.follow(socket);
      reply({ success: true, expiresAt: new Date(expiresAt).toISOString() });
    },
  };
}
