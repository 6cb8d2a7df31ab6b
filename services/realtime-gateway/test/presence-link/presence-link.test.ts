import { ChatError } from '@kcs/contracts';
import { eventually, TestSocket } from '@kcs/testkit';
import t from 'tap';
import { PresenceLink } from '../../src/presence-link/presence-link.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { startTwoGateways } from '../support/two-gateways.ts';

t.test('a gateway reports its sockets and rooms to presence', async (t) => {
  const { api, gateways } = await startTwoGateways(t, { GATEWAY_BEAT_MS: '200', GATEWAY_LEASE_MS: '1000' });
  const ada = await api.user('Ada');
  const roomId = await api.room(ada);
  await eventually('the first list of both gateways', () => api.lists.length >= 2);

  t.test(
    'heartbeats tell presence which sockets and rooms were opened or closed, and how many are open',
    async (t) => {
      const adaSocket = await TestSocket.connect(t, gateways[0].url, ada);
      await adaSocket.join([roomId]);
      const heartbeatWithOpenedSocket = await eventually('the opened socket', () =>
        api.heartbeats.find((heartbeat) => heartbeat.opened[0]?.userId === ada.id),
      );
      t.match(heartbeatWithOpenedSocket, { totals: { connections: 1, users: 1, draining: false } });
      const heartbeatWithOpenedRoom = await eventually('the opened room', () =>
        api.heartbeats.find(({ roomsOpened }) => roomsOpened.includes(roomId)),
      );
      t.match(heartbeatWithOpenedRoom, { totals: { rooms: 1 } });
      await adaSocket.close();
      const heartbeatWithClosedSocket = await eventually('the closed socket', () =>
        api.heartbeats.find(
          (heartbeat) => heartbeat.closed[0]?.socketId === heartbeatWithOpenedSocket.opened[0]?.socketId,
        ),
      );
      t.match(heartbeatWithClosedSocket, { totals: { connections: 0 } });
      t.ok(heartbeatWithClosedSocket.revision > heartbeatWithOpenedSocket.revision);
    },
  );

  t.test(
    'after presence has missed a change, the gateway sends all sockets and rooms in the same epoch',
    async (t) => {
      const adaSocket = await TestSocket.connect(t, gateways[0].url, ada);
      await eventually('the socket', () => api.heartbeats.some(({ totals }) => totals.connections === 1));
      api.lists.length = 0;
      api.hooks.heartbeat = () => {
        delete api.hooks.heartbeat;
        return 'resync';
      };
      await eventually('a list', () => api.lists.length === 1);
      t.match(api.lists[0], { part: 0, last: true });
      await eventually(
        'the next heartbeat',
        () => api.heartbeats.at(-1)?.revision === api.lists[0]?.revision,
      );
      await adaSocket.close();
    },
  );

  t.test('if presence closes a gateway’s epoch, the gateway lists its sockets in a new epoch', async (t) => {
    api.lists.length = 0;
    let closedEpoch: string | undefined;
    api.hooks.heartbeat = () => {
      delete api.hooks.heartbeat;
      closedEpoch = api.heartbeats.at(-1)?.epoch;
      return 'closed';
    };
    await eventually('a list', () => api.lists.length === 1);
    t.not(api.lists[0]?.epoch, closedEpoch);
    t.equal(api.lists[0]?.epoch.split(':')[0], closedEpoch?.split(':')[0]);
  });

  t.test('LIM-4: a socket that presence evicts is closed, so that it may reconnect', async (t) => {
    const adaSocket = await TestSocket.connect(t, gateways[0].url, ada, {
      reconnection: false,
      transports: ['websocket'],
    });
    api.hooks.evict = ['a socket that is gone', adaSocket.id ?? ''];
    t.equal(await adaSocket.closed(), 'transport close');
    delete api.hooks.evict;
  });

  t.test('presence receives the changes that it missed during an outage', async (t) => {
    await api.silence();
    api.heartbeats.length = 0;
    api.respond();
    const adaSocket = await TestSocket.connect(t, gateways[0].url, ada);
    await eventually('the opened socket', () =>
      api.heartbeats.some(({ opened }) => opened[0]?.userId === ada.id),
    );
    await adaSocket.close();
  });
});

t.test(
  'while presence is unavailable, only regular heartbeats are sent, even if many sockets connect',
  async (t) => {
    const HEARTBEAT_INTERVAL_MS = 600;
    const listAttemptTimes: number[] = [];
    const listedSocketIds: string[][] = [];
    const reportedSocketIds: string[][] = [];
    let acceptedListCount = 0;
    const listSocketIds = (sessions: readonly { socketId: string }[]) =>
      sessions.map(({ socketId }) => socketId);
    const openSession = (socketId: string) => presenceLink.opened({ socketId, userId: 'user' });
    const presenceLink: PresenceLink = new PresenceLink({
      gatewayId: 'gateway',
      heartbeatMs: HEARTBEAT_INTERVAL_MS,
      logger: silentLogger,
      stats: () => ({ users: 1, draining: false }),
      sendHeartbeat: async ({ opened }) => {
        reportedSocketIds.push(listSocketIds(opened));
        return { status: 'accepted', evict: [] };
      },
      listSessions: async ({ sessions }) => {
        const attemptNumber = listAttemptTimes.push(performance.now());
        openSession(`during attempt ${attemptNumber}`);
        if (attemptNumber <= 3) throw new ChatError('UNAVAILABLE');
        listedSocketIds.push(listSocketIds(sessions));
        return { status: 'accepted' };
      },
      closeEpoch: async () => ({}),
      onEvict: () => {},
      onListed: () => {
        acceptedListCount += 1;
      },
    });
    presenceLink.start();
    t.teardown(() => presenceLink.stop());
    await eventually('the socket opened during the list', () =>
      reportedSocketIds.flat().includes('during attempt 4'),
    );
    const attemptPausesMs = listAttemptTimes.slice(1).map((at, index) => at - (listAttemptTimes[index] ?? 0));
    t.ok(Math.min(...attemptPausesMs) > HEARTBEAT_INTERVAL_MS / 4, `${attemptPausesMs}`);
    t.equal(acceptedListCount, 1, 'a failed list does not count');
    t.same(listedSocketIds, [['during attempt 1', 'during attempt 2', 'during attempt 3']]);
    t.same(reportedSocketIds.flat(), ['during attempt 4'], 'a socket in the list is not reported again');
    for (let at = 0; at <= 5_000; at += 1) openSession(`one of many ${at}`);
    await eventually('the list of more changes than a heartbeat carries', () => acceptedListCount === 2);
    t.same(
      listedSocketIds.slice(1).map(({ length }) => length),
      [5_000, 5],
    );
  },
);
