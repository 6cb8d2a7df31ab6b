import t from 'tap';
import { TokenExpiryWatch } from '../../src/sessions/token-expiry-watch.ts';
import type { ChatSocket } from '../../src/sockets/socket-state.ts';

const EXPIRES_AT_MS = 100_000;

/** Returns a socket whose token expires at `EXPIRES_AT_MS`. The socket records the events emitted to it. */
function createSocketStandIn() {
  const socketCalls: unknown[] = [];
  const socket = {
    data: { expiresAt: EXPIRES_AT_MS },
    emit: (event: string, payload: unknown) => socketCalls.push([event, payload]),
    disconnect: (close: boolean) => socketCalls.push(['disconnect', close]),
  };
  return { socketCalls, socket: socket as unknown as ChatSocket };
}

t.test(
  'a socket is warned a minute before its token expires, and disconnected when it expires',
  async (t) => {
    const { socketCalls, socket } = createSocketStandIn();
    const tokenExpiryWatch = new TokenExpiryWatch();
    tokenExpiryWatch.follow(socket);
    tokenExpiryWatch.check(EXPIRES_AT_MS - 61_000);
    t.same(socketCalls, []);
    tokenExpiryWatch.check(EXPIRES_AT_MS - 60_000);
    t.same(socketCalls, [['auth-expiring', { expiresAt: new Date(EXPIRES_AT_MS).toISOString() }]]);
    socketCalls.length = 0;
    tokenExpiryWatch.check(EXPIRES_AT_MS);
    t.same(socketCalls, [
      ['session-ended', { code: 'TOKEN_EXPIRED' }],
      ['disconnect', true],
    ]);
  },
);

t.test(
  'a new token postpones the disconnection of a socket, and a socket removed from `TokenExpiryWatch` is not disconnected',
  async (t) => {
    const extendedSocket = createSocketStandIn();
    const unwatchedSocket = createSocketStandIn();
    const tokenExpiryWatch = new TokenExpiryWatch();
    for (const { socket } of [extendedSocket, unwatchedSocket]) tokenExpiryWatch.follow(socket);
    extendedSocket.socket.data.expiresAt = 2 * EXPIRES_AT_MS;
    tokenExpiryWatch.follow(extendedSocket.socket);
    tokenExpiryWatch.forget(unwatchedSocket.socket);
    tokenExpiryWatch.check(EXPIRES_AT_MS);
    t.same([...extendedSocket.socketCalls, ...unwatchedSocket.socketCalls], []);
  },
);
