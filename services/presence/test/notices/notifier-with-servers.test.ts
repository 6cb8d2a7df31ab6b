import { PRESENCE } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { createRoomId, createUserId } from '../support/ids.ts';
import { GRACE_MS, startPresence } from '../support/presence-system.ts';

t.test(
  'a user goes online with the first socket and offline after the last, with one notice each (PRES-1, PRES-2)',
  async (t) => {
    const system = await startPresence(t);
    const [ada, small, large] = [createUserId(), createRoomId(), createRoomId()];
    system.chatApi.rooms.set(small, [ada, createUserId()]);
    system.chatApi.rooms.set(large, [ada, createUserId(), createUserId(), createUserId()]);
    const [g1, g2] = [await system.gateway('g1'), await system.gateway('g2')];

    await g1.change({ opened: { s1: ada } });
    const [came] = await system.received(ada, 'online');
    t.match(came, { userId: ada, isOnline: true, roomIds: [small] }, 'only rooms small enough (PRES-5)');
    await g2.change({ opened: { s2: ada } });
    await g1.change({ closed: ['s1'] });
    t.same(await sendRequest(system.nc, PRESENCE.setStatus, { userId: ada, status: 'busy' }), {
      status: 'busy',
    });
    await system.received(ada, 'busy');

    const leftAt = performance.now();
    await g2.change({ closed: ['s2'] });
    const { users } = await sendRequest(system.nc, PRESENCE.getPresence, { userIds: [ada] });
    t.match(users, [{ isOnline: true, status: 'busy' }], 'online during the grace period');
    const [went] = await system.received(ada, 'offline');
    t.ok(performance.now() - leftAt >= GRACE_MS, 'offline after the grace period');
    t.ok(Date.parse(went?.lastSeen ?? '') <= Date.now() - GRACE_MS, 'last seen when the socket closed');

    await g1.change({ opened: { s3: ada } });
    await system.received(ada, 'online', 2);
    t.same(system.publishedFor(ada), ['online', 'busy', 'offline', 'online'], 'online again (PRES-4)');
  },
);

t.test('a user who returns within the grace period never goes offline', async (t) => {
  const system = await startPresence(t, 1);
  const [ada, marker] = [createUserId(), createUserId()];
  const [g1, g2] = [await system.gateway('g1'), await system.gateway('g2')];
  await g1.change({ opened: { s1: ada } });
  await system.received(ada, 'online');
  await g1.change({ closed: ['s1'], opened: { m1: marker } });
  await g2.change({ opened: { s2: ada } });
  await g1.change({ closed: ['m1'] });
  await system.received(marker, 'offline');
  t.same(system.publishedFor(ada), ['online']);
});

t.test(
  'a presence change during a chat-api outage is published with the user’s rooms after the outage',
  async (t) => {
    const system = await startPresence(t, 1);
    const [ada, room] = [createUserId(), createRoomId()];
    system.chatApi.rooms.set(room, [ada]);
    const gateway = await system.gateway('g1');
    await system.chatApi.stop();
    await gateway.change({ opened: { s1: ada } });
    const { users } = await sendRequest(system.nc, PRESENCE.getPresence, { userIds: [ada] });
    t.match(users, [{ isOnline: true }], 'requests see the change immediately');
    system.chatApi.start();
    t.match(await system.received(ada, 'online'), [{ roomIds: [room] }]);
  },
);

t.test('PRES-7: notices stay in order although one replica’s clock is 30 s ahead', async (t) => {
  const system = await startPresence(t, 1);
  await system.startReplica(30_000).line('presence started');
  const ada = createUserId();
  const gateway = await system.gateway('g1');
  await gateway.change({ opened: { s1: ada } });
  await system.received(ada, 'online');
  for (let round = 1; round <= 8; round += 1) {
    for (const status of ['busy', 'away'] as const) {
      await sendRequest(system.nc, PRESENCE.setStatus, { userId: ada, status });
      await system.received(ada, status, round);
    }
  }
  await gateway.change({ closed: ['s1'] });
  await system.received(ada, 'offline');
  const times = system.notices.filter((notice) => notice.userId === ada).map(({ timestamp }) => timestamp);
  t.same(times, [...new Set(times)].sort(), 'each notice is later than the one before');
});
