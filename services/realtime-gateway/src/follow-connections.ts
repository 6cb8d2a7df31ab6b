import type { Dispatcher } from './handlers/dispatcher.ts';
import type { SessionWatch } from './sessions/session-watch.ts';
import type { TokenExpiry } from './sessions/token-expiry.ts';
import type { Backpressure } from './sockets/backpressure.ts';
import { closeTransport } from './sockets/close-socket.ts';
import { dropRequest } from './sockets/drop-request.ts';
import { userRoom } from './sockets/room-names.ts';
import type { SocketRegistry } from './sockets/socket-registry.ts';
import type { ChatServer, ChatSocket } from './sockets/socket-state.ts';
import type { Typing } from './typing/typing.ts';

export interface ConnectionsOptions {
  readonly io: ChatServer;
  readonly dispatcher: Dispatcher;
  readonly registry: SocketRegistry;
  readonly sessions: SessionWatch;
  readonly expiry: TokenExpiry;
  readonly backpressure: Backpressure;
  readonly typing: Typing;
  readonly socketsPerUser: number;
}

/** The life of every authenticated socket, from its first tick to its last. */
export function followConnections(options: ConnectionsOptions): void {
  const { io, dispatcher, registry, sessions, expiry, backpressure, typing, socketsPerUser } = options;

  const goodbye = (socket: ChatSocket) => {
    typing.disconnected(socket.id);
    backpressure.forget(socket);
    sessions.forget(socket);
    expiry.forget(socket);
    registry.remove(socket);
  };

  io.on('connection', (socket) => {
    dropRequest(socket);
    registry.add(socket);
    sessions.follow(socket);
    expiry.follow(socket);
    socket.join(userRoom(socket.data.user.id));
    socket.onAny((...args: unknown[]) => dispatcher.dispatch(socket, args));
    socket.on('disconnect', () => goodbye(socket));
    // Counted over this gateway alone here; over all of them by presence, which names sockets to evict.
    const surplus = [...socket.data.user.sockets].slice(0, -socketsPerUser);
    for (const oldest of surplus) closeTransport(oldest.conn, 'TOO_MANY_SOCKETS');
  });
}
