import type { ChatSocket } from '../sockets/socket-state.ts';

/**
 * Returns the token from `auth.token` or from the `Authorization` header. The query string is not accepted, because
 * query strings appear in logs (SOCK-1).
 */
export function readHandshakeToken({ handshake }: Pick<ChatSocket, 'handshake'>): unknown {
  const { token } = handshake.auth as { token?: unknown };
  if (token !== undefined) return token;
  return /^Bearer +(\S+) *$/i.exec(handshake.headers.authorization ?? '')?.[1];
}
