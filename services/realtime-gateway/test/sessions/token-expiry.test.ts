import t from 'tap';
import { TokenExpiry } from '../../src/sessions/token-expiry.ts';
import type { ChatSocket } from '../../src/sockets/socket-state.ts';

const EXPIRES_AT = 100_000;

/** Returns a socket whose token expires at `EXPIRES_AT`. The socket records the events emitted to it. */
function createSocketStandIn() {
  const socketCalls: unknown[] = [];
  const socket = {
    data: { expiresAt: EXPIRES_AT },
    emit: (event: string, payload: unknown) => socketCalls.push([event, payload]),
    disconnect: (close: boolean) => socketCalls.push(['disconnect', close]),
  };
  return { socketCalls, socket: socket as unknown as ChatSocket };
}

t.test(
  'a socket is warned a minute before its token expires, and disconnected when it expires',
  async (t) => {
    const { socketCalls, socket } = createSocketStandIn();
    const expiry = new TokenExpiry();
    expiry.follow(socket);
    expiry.check(EXPIRES_AT - 61_000);
    t.same(socketCalls, []);
    expiry.check(EXPIRES_AT - 60_000);
    t.same(socketCalls, [['auth-expiring', { expiresAt: new Date(EXPIRES_AT).toISOString() }]]);
    socketCalls.length = 0;
    expiry.check(EXPIRES_AT);
    t.same(socketCalls, [
      ['session-ended', { code: 'TOKEN_EXPIRED' }],
      ['disconnect', true],
    ]);
  },
);

t.test(
  'a new token postpones the disconnection of a socket, and a socket removed from `TokenExpiry` is not disconnected',
  async (t) => {
    const extendedSocket = createSocketStandIn();
    const unwatchedSocket = createSocketStandIn();
    const expiry = new TokenExpiry();
    for (const { socket } of [extendedSocket, unwatchedSocket]) expiry.follow(socket);
    extendedSocket.socket.data.expiresAt = 2 * EXPIRES_AT;
    expiry.follow(extendedSocket.socket);
    expiry.forget(unwatchedSocket.socket);
    expiry.check(EXPIRES_AT);
    t.same([...extendedSocket.socketCalls, ...unwatchedSocket.socketCalls], []);
  },
);
