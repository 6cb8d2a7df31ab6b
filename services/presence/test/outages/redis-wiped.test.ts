import { PRESENCE } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { roomId, userId } from '../support/ids.ts';
import { type PresenceSystem, startPresence } from '../support/presence-system.ts';
import { asBefore, persist, school } from '../support/school.ts';
import { until } from '../support/until.ts';

for (const [title, wipe] of [
  [
    'FLUSHALL',
    async (system: PresenceSystem) => {
      await system.redis.client.flushAll();
    },
  ],
  [
    'a killed and restarted Redis',
    async (system: PresenceSystem) => {
      await system.redis.server.kill();
      await system.redis.server.start();
    },
  ],
] as const) {
  t.test(
    `after ${title} everyone is as before, nobody hears of it, and who left meanwhile is told`,
    async (t) => {
      const system = await startPresence(t);
      const { people, g1, g2, statuses, toldSince } = await school(system);
      await wipe(system);
      // One leaves, and one comes, while Redis knows nothing.
      const newcomer = userId();
      g1.stub.change({ closed: ['a9'], opened: { new: newcomer } });
      await persist(() => g1.beat());
      await persist(() => g2.beat());
      const left = people[9] as string;
      await system.heard(left, 'offline');
      await system.heard(newcomer, 'online');
      t.same(
        toldSince().filter(([index]) => index !== -1),
        [[9, 'offline']],
      );
      t.same(
        (await statuses()).filter((_, i) => i !== 9),
        asBefore(people).filter((_, i) => i !== 9),
      );
      const stats = await sendRequest(system.nc, PRESENCE.stats, {});
      t.match(stats, { totalConnections: 20, totalUsers: 20, partial: false });
    },
  );
}

t.test('rooms are counted and listed as before after a wipe', async (t) => {
  const system = await startPresence(t);
  const [room, ada] = [roomId(), userId()];
  system.api.rooms.set(room, [ada]);
  const gateway = await system.gateway('g1');
  await gateway.change({ opened: { s1: ada }, roomsOpened: [room] });
  await system.heard(ada, 'online');
  await system.redis.client.flushAll();
  await until(
    () => sendRequest(system.nc, PRESENCE.stats, {}),
    (stats) => stats.activeChatRooms === 1 && stats.totalUsers === 1,
  );
  const answer = await sendRequest(system.nc, PRESENCE.roomOnlineUsers, { userId: ada, roomId: room });
  t.match(answer, { count: 1, users: [{ userId: ada, status: 'online' }] });
});
