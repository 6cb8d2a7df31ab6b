import { PRESENCE } from '@kcs/contracts';
import { ask } from '@kcs/service-kit';
import t from 'tap';
import { roomId, userId } from './support/ids.ts';
import { LEASE_MS, startPresence } from './support/presence-system.ts';
import { until } from './support/until.ts';

type System = Awaited<ReturnType<typeof startPresence>>;

/** People on two gateways, told; and what proves later that presence works: somebody comes, somebody else goes. */
async function school(system: System) {
  const people = Array.from({ length: 20 }, userId) as [string, ...string[]];
  const [g1, g2] = [await system.gateway('g1'), await system.gateway('g2')];
  await g1.change({ opened: Object.fromEntries(people.slice(0, 10).map((one, i) => [`a${i}`, one])) });
  await g2.change({ opened: Object.fromEntries(people.slice(10).map((one, i) => [`b${i}`, one])) });
  await ask(system.nc, PRESENCE.setStatus, { userId: people[0], status: 'busy' });
  await system.heard(people[0], 'busy');
  for (const one of people.slice(1)) await system.heard(one, 'online');
  const before = system.notices.length;
  return {
    people,
    g1,
    g2,
    toldSince: () =>
      system.notices.slice(before).map(({ userId: id, status }) => [people.indexOf(id), status]),
    statuses: async () => {
      const { users } = await ask(system.nc, PRESENCE.getPresence, { userIds: people });
      return users.map((user) => user.status);
    },
  };
}

const asBefore = (people: string[]) => people.map((_, i) => (i === 0 ? 'busy' : 'online'));

/** Changes again until it is taken: right after an outage an answer may fail. */
const persist = (change: () => Promise<void>) =>
  until(
    () =>
      change().then(
        () => true,
        () => false,
      ),
    Boolean,
  );

t.test('a Redis frozen for longer than a lease logs nobody out', async (t) => {
  const system = await startPresence(t);
  const { people, g1, g2, statuses, toldSince } = await school(system);
  system.redis.server.freeze();
  const frozen = performance.now();
  await until(
    () => performance.now() - frozen,
    (ms) => ms > 3 * LEASE_MS,
  );
  system.redis.server.thaw();
  const marker = userId();
  await persist(() => g1.beat());
  await persist(() => g2.beat());
  await g1.change({ opened: { marker } });
  await g1.change({ closed: ['marker'] });
  await system.heard(marker, 'offline');
  t.same(
    toldSince().filter(([index]) => index !== -1),
    [],
  );
  t.same(await statuses(), asBefore(people));
});

for (const [title, wipe] of [
  [
    'FLUSHALL',
    async (system: System) => {
      await system.redis.client.flushAll();
    },
  ],
  [
    'a killed and restarted Redis',
    async (system: System) => {
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
      const stats = await ask(system.nc, PRESENCE.stats, {});
      t.match(stats, { totalConnections: 20, totalUsers: 20, partial: false });
    },
  );
}

t.test('a NATS that is killed and restarted logs nobody out', async (t) => {
  const system = await startPresence(t);
  const { people, g1, g2, statuses, toldSince } = await school(system);
  await system.nats.server.kill();
  const down = performance.now();
  await until(
    () => performance.now() - down,
    (ms) => ms > 2 * LEASE_MS,
  );
  await system.nats.server.start();
  const marker = userId();
  await persist(() => g1.beat());
  await persist(() => g2.beat());
  await persist(() => g1.change({ opened: { marker } }));
  await g1.change({ closed: ['marker'] });
  await system.heard(marker, 'offline');
  t.same(
    toldSince().filter(([index]) => index !== -1),
    [],
  );
  t.same(await statuses(), asBefore(people));
});

t.test('a start with people registered takes nobody away before a full lease', async (t) => {
  const system = await startPresence(t, 1);
  const { people, g1, statuses, toldSince } = await school(system);
  await system.replicas[0]?.kill();
  const down = performance.now();
  await until(
    () => performance.now() - down,
    (ms) => ms > 2 * LEASE_MS,
  );
  const replica = system.startReplica();
  await replica.started();
  await persist(() => g1.beat());
  t.same(await statuses(), asBefore(people));
  t.same(toldSince(), []);
});

t.test('rooms are counted and listed as before after a wipe', async (t) => {
  const system = await startPresence(t);
  const [room, ada] = [roomId(), userId()];
  system.api.rooms.set(room, [ada]);
  const gateway = await system.gateway('g1');
  await gateway.change({ opened: { s1: ada }, roomsOpened: [room] });
  await system.heard(ada, 'online');
  await system.redis.client.flushAll();
  await until(
    () => ask(system.nc, PRESENCE.stats, {}),
    (stats) => stats.activeChatRooms === 1 && stats.totalUsers === 1,
  );
  const answer = await ask(system.nc, PRESENCE.roomOnlineUsers, { userId: ada, roomId: room });
  t.match(answer, { count: 1, users: [{ userId: ada, status: 'online' }] });
});
