import type { ChatSocket } from './socket-state.ts';

/**
 * Lets go of the HTTP request that a connection began with, about 4 KB a socket for all its life (known trap). What is
 * needed of it was read at authentication. The engine itself reads it no more once the connection is open.
 */
export function dropRequest(socket: ChatSocket): void {
  const connection = socket.conn as unknown as { request: unknown };
  connection.request = undefined;
  socket.handshake.headers = {};
  socket.handshake.auth = {};
}
