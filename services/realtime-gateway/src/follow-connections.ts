import type { Dispatcher } from './handlers/dispatcher.ts';
import type { MembershipCache } from './membership/membership-cache.ts';
import type { MembershipRefresh } from './membership/membership-refresh.ts';
import type { PresenceLink } from './presence-link/presence-link.ts';
import type { SessionWatch } from './sessions/session-watch.ts';
import type { TokenExpiry } from './sessions/token-expiry.ts';
import type { Backpressure } from './sockets/backpressure.ts';
import type { Evictions } from './sockets/evictions.ts';
import { userRoomName } from './sockets/room-names.ts';
import type { SocketRegistry } from './sockets/socket-registry.ts';
import type { ChatServer, ChatSocket } from './sockets/socket-state.ts';
import type { Typing } from './typing/typing.ts';

interface ConnectionsOptions {
  readonly io: ChatServer;
  readonly dispatcher: Dispatcher;
  readonly registry: SocketRegistry;
  readonly cache: MembershipCache;
  readonly refresh: MembershipRefresh;
  readonly presence: PresenceLink;
  readonly sessions: SessionWatch;
  readonly expiry: TokenExpiry;
  readonly backpressure: Backpressure;
  readonly typing: Typing;
  readonly evictions: Evictions;
  readonly socketsPerUser: number;
}

/** Adds every authenticated socket to the parts that track sockets, and removes it when it disconnects. */
export function followConnections(options: ConnectionsOptions): void {
  const { io, dispatcher, evictions, socketsPerUser } = options;
  io.on('connection', (socket) => {
    releaseRequest(socket);
    trackSocket(socket, options);
    socket.onAny((...args: unknown[]) => dispatcher.dispatch(socket, args));
    socket.on('disconnect', () => {
      untrackSocket(socket, options);
      // Close the connection when its socket disconnects. Engine.IO would keep the connection open, and the gateway
      // would neither count nor close it (END-10).
      socket.conn.close();
    });
    // This limit counts only the sockets on this gateway. Presence counts the sockets on all gateways and reports which
    // ones to evict (LIM-4).
    const surplusSockets = [...socket.data.user.sockets].slice(0, -socketsPerUser);
    for (const oldest of surplusSockets) evictions.evict(oldest);
  });
}

function trackSocket(socket: ChatSocket, options: ConnectionsOptions): void {
  const { registry, presence, cache, refresh, sessions, expiry } = options;
  registry.add(socket);
  const userId = socket.data.user.id;
  presence.opened({ socketId: socket.id, userId });
  // Reload the user's memberships if they were dropped, which happens when the user's last other socket closes while a
  // new socket is connecting.
  if (!cache.has(userId)) void refresh.refreshUser(userId);
  sessions.follow(socket);
  expiry.follow(socket);
  socket.join(userRoomName(userId));
}

function untrackSocket(socket: ChatSocket, options: ConnectionsOptions): void {
  const { typing, backpressure, sessions, expiry, registry, presence, cache } = options;
  const userId = socket.data.user.id;
  typing.disconnected(socket.id);
  backpressure.forget(socket);
  sessions.forget(socket);
  expiry.forget(socket);
  registry.remove(socket);
  presence.closed({ socketId: socket.id, userId });
  if (!registry.user(userId)) cache.dropUser(userId);
}

/**
 * Drops the HTTP request that started the connection, which saves about 4 KB of memory per socket (TRAP-4).
 * Authentication has finished, and Engine.IO does not read the request again.
 */
function releaseRequest(socket: ChatSocket): void {
  const connection = socket.conn as unknown as { request: unknown };
  connection.request = undefined;
  socket.handshake.headers = {};
  socket.handshake.auth = {};
}
