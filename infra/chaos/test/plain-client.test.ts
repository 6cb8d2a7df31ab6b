import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestUser } from '@kcs/testkit';
import { Server, type Socket } from 'socket.io';
import t, { type Test } from 'tap';
import { Ledger } from '../src/judge/ledger.ts';
import { PlainClient } from '../src/load/plain-client.ts';

const HEAD = 4;
type Answer = (joined: unknown) => void;

const heard = ({ socket }: PlainClient, event: string) =>
  new Promise<void>((resolve) => socket.once(event, () => resolve()));

/** A server that can be told to break its promises; it answers each join with `answer`. */
const badServer = async (t: Test, answer: (since: Record<string, number>) => object) => {
  const http = createServer();
  const server = new Server(http);
  const joined: Socket[] = [];
  server.on('connection', (socket) => {
    socket.on('join-chat-rooms', ({ since }: { since: Record<string, number> }, reply: Answer) => {
      joined.push(socket);
      reply({ success: true, rooms: ['R'], ...answer(since) });
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const ledger = new Ledger();
  const client = new PlainClient({
    ...{ name: 'client', user: { token: 'x' } as TestUser, roomIds: ['R'], ledger },
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    socket: { reconnectionDelay: 10 },
  });
  t.teardown(async () => {
    client.stop();
    await server.close();
  });
  /** Sends these numbers as messages on the present connection and waits until they are there. */
  const send = async (...seqs: number[]) => {
    for (const seq of seqs) joined.at(-1)?.emit('new-chat-message', { seq, data: { room_id: 'R' } });
    joined.at(-1)?.emit('the-end');
    await heard(client, 'the-end');
  };
  const there = async () => {
    while (!client.isThere) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await there();
  return { client, ledger, send, there, drop: () => joined.at(-1)?.conn.close() };
};

t.test('what a server repeats, inverts or leaves out on a live connection is counted', async (t) => {
  const { client, ledger, send } = await badServer(t, () => ({ heads: { R: HEAD } }));
  await send(5, 6);
  t.same(ledger.current.plain, { repeated: 0, outOfOrder: 0 });
  await send(6);
  t.same(ledger.current.plain, { repeated: 1, outOfOrder: 0 });
  await send(8, 7);
  t.same(ledger.current.plain, { repeated: 1, outOfOrder: 2 });
  t.equal(client.missing('R', 8), 0);
  await send(10);
  t.same(ledger.current.plain, { repeated: 1, outOfOrder: 3 });
  t.equal(client.missing('R', 10), 1, 'the one left out is missing');
});

t.test('after a lost connection it asks for what it missed, and a part of that is not enough', async (t) => {
  const asked: Record<string, number>[] = [];
  const { client, ledger, send, there, drop } = await badServer(t, (since) => {
    asked.push(since);
    return asked.length === 1
      ? { heads: { R: HEAD } }
      : { heads: { R: 8 }, missed: { R: { events: [{ seq: 6 }, { seq: 8 }] } } };
  });
  await send(5);
  const lost = heard(client, 'disconnect');
  drop();
  await lost;
  await there();
  t.same(asked, [{}, { R: 5 }]);
  t.equal(client.missing('R', 8), 1, 'number 7 was kept back');
  await send(9);
  t.same(ledger.current.plain, { repeated: 0, outOfOrder: 1 }, 'the new connection goes on after its head');
});

t.test('an answer that goes beyond its head, or back behind what is there, is counted', async (t) => {
  for (const events of [
    [{ seq: 5 }, { seq: 6 }],
    [{ seq: 4 }, { seq: 5 }],
    [{ seq: 5 }, { seq: 5 }],
  ]) {
    let joins = 0;
    const { client, ledger, there, drop } = await badServer(t, () => {
      joins += 1;
      return joins === 1 ? { heads: { R: HEAD } } : { heads: { R: 5 }, missed: { R: { events } } };
    });
    const lost = heard(client, 'disconnect');
    drop();
    await lost;
    await there();
    t.same(ledger.current.plain, { repeated: 0, outOfOrder: 1 });
  }
});
