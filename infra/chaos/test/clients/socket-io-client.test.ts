import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestUser } from '@kcs/testkit';
import { Server, type Socket } from 'socket.io';
import t, { type Test } from 'tap';
import { SocketIoClient } from '../../src/clients/socket-io-client.ts';
import { Ledger } from '../../src/judge/ledger.ts';

const HEAD_SEQ = 4;
type JoinCallback = (joined: unknown) => void;

const waitForSocketEvent = ({ socket }: SocketIoClient, event: string) =>
  new Promise<void>((resolve) => socket.once(event, () => resolve()));

/**
 * Connects a plain client to a fake server that can break the ordering rules. The server answers each join with the
 * result of `joinReply`.
 */
async function startFaultyServer(t: Test, joinReply: (since: Record<string, number>) => object) {
  const httpServer = createServer();
  const socketServer = new Server(httpServer);
  const joinedSockets: Socket[] = [];
  socketServer.on('connection', (socket) => {
    socket.on('join-chat-rooms', ({ since }: { since: Record<string, number> }, reply: JoinCallback) => {
      joinedSockets.push(socket);
      reply({ success: true, rooms: ['R'], ...joinReply(since) });
    });
  });
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  const ledger = new Ledger();
  const client = new SocketIoClient({
    ...{ name: 'client', user: { token: 'x' } as TestUser, roomIds: ['R'], ledger },
    url: `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`,
    socket: { reconnectionDelay: 10 },
  });
  t.teardown(async () => {
    client.stop();
    await socketServer.close();
  });
  /**
   * Sends messages with the given seqs on the current connection. Resolves once the client has received all of them.
   */
  const sendMessages = async (...seqs: number[]) => {
    for (const seq of seqs) joinedSockets.at(-1)?.emit('new-chat-message', { seq, data: { room_id: 'R' } });
    joinedSockets.at(-1)?.emit('the-end');
    await waitForSocketEvent(client, 'the-end');
  };
  const waitUntilClientReady = async () => {
    while (!client.isReady) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await waitUntilClientReady();
  return {
    client,
    ledger,
    send: sendMessages,
    waitUntilClientReady,
    drop: () => joinedSockets.at(-1)?.conn.close(),
  };
}

t.test('the plain client counts repeated, reordered, and missing events on a live connection', async (t) => {
  const { client, ledger, send } = await startFaultyServer(t, () => ({ heads: { R: HEAD_SEQ } }));
  await send(5, 6);
  t.same(ledger.current.plain, { repeated: 0, outOfOrder: 0 });
  await send(6);
  t.same(ledger.current.plain, { repeated: 1, outOfOrder: 0 });
  await send(8, 7);
  t.same(ledger.current.plain, { repeated: 1, outOfOrder: 2 });
  t.equal(client.missing('R', 8), 0);
  await send(10);
  t.same(ledger.current.plain, { repeated: 1, outOfOrder: 3 });
  t.equal(client.missing('R', 10), 1, 'the skipped event is missing');
});

t.test(
  'after a reconnect, the plain client joins with its position and counts events that are missing from `missed`',
  async (t) => {
    const sincePositionsPerJoin: Record<string, number>[] = [];
    const { client, ledger, send, waitUntilClientReady, drop } = await startFaultyServer(t, (since) => {
      sincePositionsPerJoin.push(since);
      return sincePositionsPerJoin.length === 1
        ? { heads: { R: HEAD_SEQ } }
        : { heads: { R: 8 }, missed: { R: { events: [{ seq: 6 }, { seq: 8 }] } } };
    });
    await send(5);
    const disconnectPromise = waitForSocketEvent(client, 'disconnect');
    drop();
    await disconnectPromise;
    await waitUntilClientReady();
    t.same(sincePositionsPerJoin, [{}, { R: 5 }]);
    t.equal(client.missing('R', 8), 1, 'seq 7 was withheld');
    await send(9);
    t.same(
      ledger.current.plain,
      { repeated: 0, outOfOrder: 1 },
      'events above the head of the new connection are in order',
    );
  },
);

t.test(
  'a join reply counts as out of order if its `missed` goes beyond the head or repeats events',
  async (t) => {
    for (const events of [
      [{ seq: 5 }, { seq: 6 }],
      [{ seq: 4 }, { seq: 5 }],
      [{ seq: 5 }, { seq: 5 }],
    ]) {
      let joinCount = 0;
      const { client, ledger, waitUntilClientReady, drop } = await startFaultyServer(t, () => {
        joinCount += 1;
        return joinCount === 1 ? { heads: { R: HEAD_SEQ } } : { heads: { R: 5 }, missed: { R: { events } } };
      });
      const disconnectPromise = waitForSocketEvent(client, 'disconnect');
      drop();
      await disconnectPromise;
      await waitUntilClientReady();
      t.same(ledger.current.plain, { repeated: 0, outOfOrder: 1 });
    }
  },
);
