import { PRESENCE_REQUESTS } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { createRoomId, createUserId } from '../support/ids.ts';
import { GRACE_PERIOD_MS, startPresenceSystem } from '../support/presence-system.ts';
import { getSharedPresenceSystem } from '../support/shared-presence-system.ts';

t.test(
  'a user goes online with the first socket and offline after the last, with one notice each (PRES-1, PRES-2)',
  async (t) => {
    const presenceSystem = await startPresenceSystem(t);
    const [ada, small, large] = [createUserId(), createRoomId(), createRoomId()];
    presenceSystem.chatApi.rooms.set(small, [ada, createUserId()]);
    presenceSystem.chatApi.rooms.set(large, [ada, createUserId(), createUserId(), createUserId()]);
    const [g1, g2] = [await presenceSystem.gateway('g1'), await presenceSystem.gateway('g2')];

    await g1.change({ opened: { s1: ada } });
    const [came] = await presenceSystem.received(ada, 'online');
    t.match(came, { userId: ada, isOnline: true, roomIds: [small] }, 'only rooms small enough (PRES-5)');
    await g2.change({ opened: { s2: ada } });
    await g1.change({ closed: ['s1'] });
    t.same(
      await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.setStatus, { userId: ada, status: 'busy' }),
      {
        status: 'busy',
      },
    );
    await presenceSystem.received(ada, 'busy');

    const lastSocketClosedAt = performance.now();
    await g2.change({ closed: ['s2'] });
    const { users } = await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.getPresence, { userIds: [ada] });
    t.match(users, [{ isOnline: true, status: 'busy' }], 'online during the grace period');
    const [went] = await presenceSystem.received(ada, 'offline');
    t.ok(performance.now() - lastSocketClosedAt >= GRACE_PERIOD_MS, 'offline after the grace period');
    t.ok(
      Date.parse(went?.lastSeen ?? '') <= Date.now() - GRACE_PERIOD_MS,
      'last seen when the socket closed',
    );

    await g1.change({ opened: { s3: ada } });
    await presenceSystem.received(ada, 'online', 2);
    t.same(
      presenceSystem.publishedFor(ada),
      ['online', 'busy', 'offline', 'online'],
      'online again (PRES-4)',
    );
  },
);

t.test('a user who returns within the grace period never goes offline', async (t) => {
  const presenceSystem = await getSharedPresenceSystem();
  const [ada, marker] = [createUserId(), createUserId()];
  const [g1, g2] = [await presenceSystem.gateway('left'), await presenceSystem.gateway('returned-to')];
  await g1.change({ opened: { s1: ada } });
  await presenceSystem.received(ada, 'online');
  await g1.change({ closed: ['s1'], opened: { m1: marker } });
  await g2.change({ opened: { s2: ada } });
  await g1.change({ closed: ['m1'] });
  await presenceSystem.received(marker, 'offline');
  t.same(presenceSystem.publishedFor(ada), ['online']);
});

t.test(
  'a presence change during a chat-api outage is published with the user’s rooms after the outage',
  async (t) => {
    const presenceSystem = await getSharedPresenceSystem();
    const [ada, room] = [createUserId(), createRoomId()];
    presenceSystem.chatApi.rooms.set(room, [ada]);
    const gateway = await presenceSystem.gateway('chat-api-outage');
    await presenceSystem.chatApi.stop();
    await gateway.change({ opened: { s1: ada } });
    const { users } = await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.getPresence, { userIds: [ada] });
    t.match(users, [{ isOnline: true }], 'requests see the change immediately');
    presenceSystem.chatApi.start();
    t.match(await presenceSystem.received(ada, 'online'), [{ roomIds: [room] }]);
  },
);

t.test('PRES-7: two replicas agree although one replica’s clock is a minute ahead', async (t) => {
  const presenceSystem = await startPresenceSystem(t, 1);
  await presenceSystem.startReplica(60_000).line('presence started');
  const [ada, room] = [createUserId(), createRoomId()];
  presenceSystem.chatApi.rooms.set(room, [ada]);
  const gateway = await presenceSystem.gateway('g1');
  await gateway.change({ opened: { s1: ada } });
  await presenceSystem.received(ada, 'online');
  for (let round = 1; round <= 3; round += 1) {
    for (const status of ['busy', 'away'] as const) {
      await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.setStatus, { userId: ada, status });
      await presenceSystem.received(ada, status, round);
    }
  }
  // NATS picks one of the two replicas for each request, so 20 requests almost certainly reach both.
  for (let n = 0; n < 20; n += 1) {
    const { users } = await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.getPresence, { userIds: [ada] });
    const lastSeenAgoMs = Date.now() - Date.parse(users[0]?.lastSeen ?? '');
    t.ok(
      users[0]?.status === 'away' && Math.abs(lastSeenAgoMs) < 10_000,
      `last seen ${lastSeenAgoMs} ms ago`,
    );
    const online = await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.roomOnlineUsers, {
      userId: ada,
      roomId: room,
    });
    t.equal(online.count, 1);
  }
  await gateway.change({ closed: ['s1'] });
  await presenceSystem.received(ada, 'offline');
  const noticeTimes = presenceSystem.notices
    .filter((notice) => notice.userId === ada)
    .map(({ timestamp }) => timestamp);
  t.same(noticeTimes, [...new Set(noticeTimes)].sort(), 'each notice is later than the one before');
  for (const [n, later] of noticeTimes.slice(1).entries())
    t.ok(Date.parse(later) - Date.parse(noticeTimes[n] as string) >= 990, 'at most one per second (PRES-8)');
});
