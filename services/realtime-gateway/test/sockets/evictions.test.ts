import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { Evictions } from '../../src/sockets/evictions.ts';
import type { ChatSocket } from '../../src/sockets/socket-state.ts';
import { range } from '../support/range.ts';
import { startTwoGateways } from '../support/two-gateways.ts';

/** Returns a socket of the user that records how the gateway closes the socket. */
function startSocket(userId = 'ada') {
  const calls: unknown[] = [];
  const socket = {
    data: { user: { id: userId } },
    emit: (event: string, payload: unknown) => calls.push([event, payload]),
    disconnect: () => calls.push('disconnected'),
    conn: { close: () => calls.push('transport closed') },
  };
  return { calls, socket: socket as unknown as ChatSocket };
}

t.test('END-11: more than five evictions within a minute are a loop, for each user separately', async (t) => {
  const evictions = new Evictions();
  const evict = (now: number, userId?: string) => {
    const { calls, socket } = startSocket(userId);
    evictions.evict(socket, now);
    evictions.evict(socket, now);
    return calls;
  };
  const single = [['socket-evicted', { code: 'TOO_MANY_SOCKETS' }], 'transport closed'];
  const loop = [['socket-evicted', { code: 'EVICTION_LOOP' }], 'disconnected'];
  for (const at of range(1, 5)) t.same(evict(at * 1_000), single, 'told once, although evicted twice');
  t.same(evict(6_000), loop);
  t.same(evict(6_000, 'bob'), single);
  t.same(evict(7_000), loop);
  t.same(evict(68_000), single, 'a minute later');
});

t.test('END-11: default clients above the socket limit stop reconnecting', async (t) => {
  const { api, gateways } = await startTwoGateways(t, { SOCKETS_PER_USER: '3' });
  const ada = await api.user('Ada');
  let connects = 0;
  const clients = range(1, 5).map(() => {
    const client = new TestSocket(gateways[0].url, {
      auth: { token: ada.token },
      reconnectionDelay: 20,
      reconnectionDelayMax: 40,
    });
    client.raw.on('connect', () => {
      connects += 1;
    });
    t.teardown(() => client.close());
    return client;
  });
  const isLoop = ({ code }: { code: string }) => code === 'EVICTION_LOOP';
  const loops = () => clients.flatMap((client) => client.all('socket-evicted')).filter(isLoop);
  await eventually('the end of the loop', () => loops().length === 2);
  await eventually('two clients that stay away', () => clients.filter(({ raw }) => raw.active).length === 3);
  await eventually(
    'three connected clients',
    () => clients.filter(({ connected }) => connected).length === 3,
  );
  t.ok(connects <= 12, `${connects} connects in all`);
  const away = clients.find(({ raw }) => !raw.active);
  t.equal(away?.disconnects.at(-1), 'io server disconnect');
  away?.raw.connect();
  await eventually('the connection that the application asked for', () => away?.connected);
});
