import type { Duplex } from 'node:stream';
import type { ChatSocket } from '../sockets/socket-state.ts';

type Handshake = ChatSocket['handshake'];

/** The handshake of every socket after its own was released. */
const RELEASED_HANDSHAKE: Handshake = Object.freeze({
  headers: {},
  time: '',
  address: '',
  xdomain: false,
  secure: false,
  issued: 0,
  url: '',
  query: {},
  auth: {},
});

/**
 * Releases the handshake of a connection and its HTTP request, which are not needed after authentication. Without this
 * function and `upgradeAndRelease`, each socket would keep 4 KB of memory (TRAP-4).
 */
export function releaseHandshake(socket: ChatSocket): void {
  const engineIoConnection = socket.conn as unknown as { request: unknown };
  engineIoConnection.request = undefined;
  (socket as { handshake: Handshake }).handshake = RELEASED_HANDSHAKE;
}

/**
 * Lets Engine.IO upgrade a connection, and removes the first `close` listener that Engine.IO adds to the TCP
 * socket. This listener belongs to a stand-in response for Engine.IO's middleware, which we do not use.
 * Without the removal, it would keep the request in memory for as long as the TCP socket is open.
 */
export function upgradeAndRelease(tcpSocket: Duplex, upgrade: () => void): void {
  const earlierListeners = new Set(tcpSocket.rawListeners('close'));
  upgrade();
  const [responseListener] = tcpSocket.rawListeners('close').filter((one) => !earlierListeners.has(one));
  if (responseListener) tcpSocket.off('close', responseListener as () => void);
}
