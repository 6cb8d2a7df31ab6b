import { type EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as waitForNextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Namespace } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import { io as connectClient } from 'socket.io-client';
import t, { type Test } from 'tap';
import type { ChatSocket } from '../../src/sockets/socket-state.ts';
import { releaseHandshake } from '../../src/transport/release-handshake.ts';
import { createSocketServer } from '../../src/transport/socket-server.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const MAX_COLLECTIONS = 20;
/** Socket.IO calls an adapter with `new`, so this must not be an arrow function. */
function createAdapter(namespace: Namespace): Adapter {
  return new Adapter(namespace);
}

/** Starts a Socket.IO server, and connects a client to it. */
async function connect(t: Test) {
  const http = createServer();
  const { io } = createSocketServer({
    http,
    adapter: createAdapter,
    maxPacketBytes: 1_000,
    createOriginCheck: () => true,
    refuse: () => undefined,
    batchWrites: () => {},
    createSessionId: () => 'session-1',
    forwarder: undefined,
  });
  let request: WeakRef<IncomingMessage> | undefined;
  http.on('upgrade', (upgradeRequest) => {
    request = new WeakRef(upgradeRequest);
  });
  const connected = new Promise<ChatSocket>((resolve) =>
    io.on('connection', (socket) => {
      releaseHandshake(socket);
      resolve(socket);
    }),
  );
  await once(http.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => io.close());
  const { port } = http.address() as AddressInfo;
  const client = connectClient(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
  t.teardown(() => client.disconnect());
  return { socket: await connected, client, request };
}

t.test('a connected socket does not keep the HTTP request of its handshake in memory', async (t) => {
  const { socket, client, request } = await connect(t);
  t.ok(request);
  for (let n = 0; request?.deref() && n < MAX_COLLECTIONS; n += 1) {
    await waitForNextTurn();
    collectGarbage();
  }
  t.equal(request?.deref(), undefined, 'the request was collected');
  const closed = once(socket as never, 'disconnect');
  client.io.engine.transport.close();
  await closed;
  t.pass('the server still notices the end of the connection');
});

t.test('a connected WebSocket has no listeners that serve only its handshake', async (t) => {
  const { socket } = await connect(t);
  const { transport } = socket.conn as unknown as { transport: EventEmitter & { socket: EventEmitter } };
  t.strictSame(transport.eventNames().sort(), ['close', 'drain', 'error', 'packet', 'ready']);
  t.equal(transport.socket.listenerCount('error'), 1);
});
