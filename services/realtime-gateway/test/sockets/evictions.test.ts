import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { SocketEvictions } from '../../src/sockets/evictions.ts';
import type { ChatSocket } from '../../src/sockets/socket-state.ts';
import { createIntegerRange } from '../support/range.ts';
import { startTwoGateways } from '../support/two-gateways.ts';

/** Returns one of the user's sockets. It records how the gateway closes it. */
function createSocketStandIn(userId = 'ada') {
  const socketCalls: unknown[] = [];
  const socket = {
    data: { user: { id: userId } },
    emit: (event: string, payload: unknown) => socketCalls.push([event, payload]),
    disconnect: () => socketCalls.push('disconnected'),
    conn: { close: () => socketCalls.push('transport closed') },
  };
  return { socketCalls, socket: socket as unknown as ChatSocket };
}

t.test('END-11: more than five evictions of one user within a minute count as a loop', async (t) => {
  const socketEvictions = new SocketEvictions();
  const evictNewSocket = (now: number, userId?: string) => {
    const { socketCalls, socket } = createSocketStandIn(userId);
    socketEvictions.evict(socket, now);
    socketEvictions.evict(socket, now);
    return socketCalls;
  };
  const callsOfSingleEviction = [['socket-evicted', { code: 'TOO_MANY_SOCKETS' }], 'transport closed'];
  const callsOfLoopEviction = [['socket-evicted', { code: 'EVICTION_LOOP' }], 'disconnected'];
  for (const at of createIntegerRange(1, 5))
    t.same(evictNewSocket(at * 1_000), callsOfSingleEviction, 'told once, although evicted twice');
  t.same(evictNewSocket(6_000), callsOfLoopEviction);
  t.same(evictNewSocket(6_000, 'bob'), callsOfSingleEviction);
  t.same(evictNewSocket(7_000), callsOfLoopEviction);
  t.same(evictNewSocket(68_000), callsOfSingleEviction, 'a minute later');
});

t.test('END-11: default clients above the socket limit stop reconnecting', async (t) => {
  const { api, gateways } = await startTwoGateways(t, { SOCKETS_PER_USER: '3' });
  const ada = await api.user('Ada');
  let connectCount = 0;
  const clients = createIntegerRange(1, 5).map(() => {
    const client = new TestSocket(gateways[0].url, {
      auth: { token: ada.token },
      reconnectionDelay: 20,
      reconnectionDelayMax: 40,
    });
    client.raw.on('connect', () => {
      connectCount += 1;
    });
    t.teardown(() => client.close());
    return client;
  });
  const isLoopEvent = ({ code }: { code: string }) => code === 'EVICTION_LOOP';
  const listLoopEvents = () => clients.flatMap((client) => client.all('socket-evicted')).filter(isLoopEvent);
  await eventually('the end of the loop', () => listLoopEvents().length === 2);
  await eventually('two clients that stay away', () => clients.filter(({ raw }) => raw.active).length === 3);
  await eventually(
    'three connected clients',
    () => clients.filter(({ connected }) => connected).length === 3,
  );
  t.ok(connectCount <= 12, `${connectCount} connects in all`);
  const disconnectedClient = clients.find(({ raw }) => !raw.active);
  t.equal(disconnectedClient?.disconnects.at(-1), 'io server disconnect');
  disconnectedClient?.raw.connect();
  await eventually('the connection that the application asked for', () => disconnectedClient?.connected);
});
