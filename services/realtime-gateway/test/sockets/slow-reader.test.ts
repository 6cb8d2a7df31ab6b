import type { Socket as NetSocket } from 'node:net';
import t from 'tap';
import { connect } from '../support/plain-client.ts';
import { until } from '../support/until.ts';
import { startWorld } from '../support/world.ts';

t.test('a socket that does not read is closed, others go on, and it misses nothing on return', async (t) => {
  const { api, gateways } = await startWorld(t, { SLOW_READER_BYTES: '500000' });
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const healthy = await connect(t, gateways[0].url, ada);
  const slow = await connect(t, gateways[0].url, bob, { transports: ['websocket'], reconnection: false });
  await healthy.join([roomId]);
  await slow.join([roomId]);

  const engine = slow.socket.io.engine.transport as unknown as { ws: { _socket: NetSocket } };
  engine.ws._socket.pause();
  const large = 'x'.repeat(3_900);
  let sent = 1;
  while ((await gateways[0].metric('slow_readers_total')) === 0 && sent < 5_000) {
    await Promise.all(Array.from({ length: 40 }, () => api.send(roomId, ada, large)));
    sent += 40;
    // In step with the healthy one, which so never has more unsent than a third of the limit.
    await until('the healthy one has all', () => healthy.seqs().at(-1) === sent);
  }
  t.equal(await gateways[0].metric('slow_readers_total'), 1);
  t.same(healthy.ends, []);
  engine.ws._socket.resume();
  await until('the slow one is gone', () => slow.ends.length === 1);
  t.not(slow.ends[0], 'io server disconnect', 'a default client returns after this');

  const had = slow.seqs().at(-1) ?? 1;
  const back = await connect(t, gateways[1].url, bob);
  const { missed, heads } = await back.join([roomId], { [roomId]: had });
  t.equal(heads[roomId], sent);
  const gap = missed?.[roomId];
  if (gap && 'events' in gap) t.equal(gap.events[0]?.seq, had + 1);
  else t.same(gap, { code: 'CATCH_UP_BY_EVENTS', head: sent });
});
