import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import t, { type Test } from 'tap';
import { eventually, TestSocket } from '../../src/index.ts';
import { createStandInTest } from '../support/short-test.ts';

/**
 * Starts a Socket.IO server for these tests. The server refuses the token "forged", acknowledges events with a
 * callback, and closes the connection on `drop-me`. It sends the payload of any other event back as `new-chat-message`.
 */
async function startSocketServer(t: Test): Promise<string> {
  const httpServer = createServer();
  const socketServer = new Server(httpServer);
  socketServer.use((socket, next) =>
    next(socket.handshake.auth.token === 'forged' ? new Error('UNAUTHENTICATED') : undefined),
  );
  socketServer.on('connection', (socket) => {
    socket.onAny((event: string, payload, answer) => {
      if (event === 'drop-me') socket.conn.close();
      else if (typeof answer === 'function') answer({ success: true, payload });
      else socket.emit('new-chat-message', payload);
    });
  });
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  t.teardown(() => socketServer.close());
  return `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`;
}

t.test('a test socket records events, their seqs, and disconnect reasons', async (t) => {
  const socket = await TestSocket.connect(t, await startSocketServer(t), { token: 'good' });
  socket.emit('say', { seq: 7, data: { id: 'a' } });
  socket.emit('say', { data: { id: 'b' } });
  t.match(await socket.next('new-chat-message', ({ data }) => data.id === 'b'), { data: { id: 'b' } });
  t.match(await socket.first('new-chat-message'), { seq: 7 });
  t.same(socket.seqs, [7]);
  t.equal(socket.all('new-chat-message').length, 2);
  t.same(
    socket.received.map(({ event }) => event),
    ['new-chat-message', 'new-chat-message'],
    'only events from the server',
  );
  t.match(await socket.join(['room_1'], { room_1: 3 }), {
    payload: { roomIds: ['room_1'], since: { room_1: 3 } },
  });
  socket.emit('drop-me');
  t.equal(await socket.closed(), 'transport close');
  await socket.reconnected();
  t.same(socket.disconnects, ['transport close']);
  t.match(socket.describe(), /\(connected\).*new-chat-message.*\(disconnected\)/s);
});

t.test(
  "connecting a test socket throws the server's reason if the server refuses the connection",
  async (t) => {
    const serverUrl = await startSocketServer(t);
    await t.rejects(TestSocket.connect(t, serverUrl, { token: 'forged' }), { message: 'UNAUTHENTICATED' });
  },
);

t.test('connecting a test socket throws after a timeout and lists the failed attempts', async (t) => {
  const socket = new TestSocket('http://127.0.0.1:1', { reconnectionDelay: 10 });
  t.teardown(() => socket.close());
  // On a busy machine, the first failed attempt may take hundreds of milliseconds.
  await t.rejects(socket.connects(1_000), /Not connected within 1000 ms\. Received:\n.*\(connect_error\)/);
});

t.test('a test socket is disconnected when its test ends', async (t) => {
  const standInTest = createStandInTest();
  const socket = await TestSocket.connect(standInTest, await startSocketServer(t), { token: 'good' });
  await standInTest.end();
  await eventually('the disconnect', () => !socket.connected);
});
