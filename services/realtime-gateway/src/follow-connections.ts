import type { ClientEventDispatcher } from './handlers/dispatcher.ts';
import type { MeetingExits } from './meetings/meeting-exits.ts';
import type { MembershipCache } from './membership/membership-cache.ts';
import type { MembershipRefresh } from './membership/membership-refresh.ts';
import type { PresenceLink } from './presence-link/presence-link.ts';
import type { SessionWatch } from './sessions/session-watch.ts';
import type { TokenExpiryWatch } from './sessions/token-expiry-watch.ts';
import type { BackpressureMonitor } from './sockets/backpressure.ts';
import type { SocketEvictions } from './sockets/evictions.ts';
import { toUserRoomName } from './sockets/room-names.ts';
import type { SocketRegistry } from './sockets/socket-registry.ts';
import type { ChatServer, ChatSocket } from './sockets/socket-state.ts';
import { releaseHandshake } from './transport/release-handshake.ts';
import type { TypingStates } from './typing/typing.ts';

interface FollowConnectionsOptions {
  readonly io: ChatServer;
  readonly dispatcher: ClientEventDispatcher;
  readonly registry: SocketRegistry;
  readonly cache: MembershipCache;
  readonly refresh: MembershipRefresh;
  readonly presence: PresenceLink;
  readonly sessions: SessionWatch;
  readonly expiry: TokenExpiryWatch;
  readonly backpressure: BackpressureMonitor;
  readonly typing: TypingStates;
  readonly meetingExits: MeetingExits;
  readonly evictions: SocketEvictions;
  readonly socketsPerUser: number;
  /** Called for each socket that has connected. */
  readonly onConnected: () => void;
}

/**
 * Registers every authenticated socket with the parts that track sockets. Removes the socket from these parts when it
 * disconnects.
 */
export function followConnections(options: FollowConnectionsOptions): void {
  const { io, dispatcher, evictions, socketsPerUser } = options;
  // All sockets share these listeners, because a listener of its own would need memory for each socket.
  function dispatchEvent(this: ChatSocket, ...args: unknown[]): void {
    dispatcher.dispatch(this, args);
  }
  function handleDisconnect(this: ChatSocket, reason: string): void {
    // The server disconnects a socket only if its user must not come back automatically (END-2, END-11).
    options.meetingExits.disconnected(this, { sessionEnded: reason === 'server namespace disconnect' });
    untrackSocket(this, options);
    // Close the connection. Otherwise, Engine.IO would keep the connection open without a socket, and the gateway
    // would neither count nor close it (END-10).
    this.conn.close();
  }
  io.on('connection', (socket) => {
    releaseHandshake(socket);
    trackSocket(socket, options);
    options.onConnected();
    socket.onAny(dispatchEvent);
    socket.on('disconnect', handleDisconnect);
    // Apply the limit to the user's sockets on this gateway. Presence counts the sockets on all gateways and reports
    // which sockets to evict (LIM-4).
    const socketsAboveLimit = [...socket.data.user.sockets].slice(0, -socketsPerUser);
    for (const oldest of socketsAboveLimit) evictions.evict(oldest);
  });
}

function trackSocket(socket: ChatSocket, options: FollowConnectionsOptions): void {
  const { registry, presence, cache, refresh, sessions, expiry } = options;
  registry.add(socket);
  const userId = socket.data.user.id;
  presence.opened({ socketId: socket.id, userId });
  // Reload the user's memberships. They may have been dropped if the user's only other socket closed while this socket
  // was connecting.
  if (!cache.has(userId)) void refresh.refreshUser(userId);
  sessions.follow(socket);
  expiry.follow(socket);
  socket.join(toUserRoomName(userId));
}

function untrackSocket(socket: ChatSocket, options: FollowConnectionsOptions): void {
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
