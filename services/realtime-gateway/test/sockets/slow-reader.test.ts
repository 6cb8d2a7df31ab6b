import type { Socket as NetSocket } from 'node:net';
import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { startTwoGateways } from '../support/two-gateways.ts';

t.test(
  'LIM-5: a slow reader is disconnected without affecting other sockets, and misses no event after it reconnects',
  async (t) => {
    const { api, gateways } = await startTwoGateways(t, { SLOW_READER_BYTES: '500000' });
    const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
    const roomId = await api.room(ada, bob);
    const healthySocket = await TestSocket.connect(t, gateways[0].url, ada);
    const slowSocket = await TestSocket.connect(t, gateways[0].url, bob, {
      transports: ['websocket'],
      reconnection: false,
    });
    await healthySocket.join([roomId]);
    await slowSocket.join([roomId]);

    const slowTransport = slowSocket.raw.io.engine.transport as unknown as { ws: { _socket: NetSocket } };
    slowTransport.ws._socket.pause();
    const largeText = 'x'.repeat(3_900);
    let lastSentSeq = 1;
    while ((await gateways[0].metric('slow_readers_total')) === 0 && lastSentSeq < 5_000) {
      await Promise.all(Array.from({ length: 40 }, () => api.send(roomId, ada, largeText)));
      lastSentSeq += 40;
      // Wait until the healthy socket has received everything, so that its unsent data never exceeds a third of the
      // limit.
      await eventually('all events at the healthy socket', () => healthySocket.seqs.at(-1) === lastSentSeq);
    }
    t.equal(await gateways[0].metric('slow_readers_total'), 1);
    t.same(healthySocket.disconnects, []);
    slowTransport.ws._socket.resume();
    await eventually('the close of the slow socket', () => slowSocket.disconnects.length === 1);
    t.not(slowSocket.disconnects[0], 'io server disconnect', 'a default client reconnects after this');

    const lastReceivedSeq = slowSocket.seqs.at(-1) ?? 1;
    const reconnectedSocket = await TestSocket.connect(t, gateways[1].url, bob);
    const { missed, heads } = await reconnectedSocket.join([roomId], { [roomId]: lastReceivedSeq });
    t.equal(heads[roomId], lastSentSeq);
    const missedEvents = missed?.[roomId];
    if (missedEvents && 'events' in missedEvents) t.equal(missedEvents.events[0]?.seq, lastReceivedSeq + 1);
    else t.same(missedEvents, { code: 'CATCH_UP_BY_EVENTS', head: lastSentSeq });
  },
);
