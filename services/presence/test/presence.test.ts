import { PRESENCE } from '@kcs/contracts';
import { ask } from '@kcs/service-kit';
import t from 'tap';
import { roomId, userId } from './support/ids.ts';
import { GRACE_MS, startPresence } from './support/presence-system.ts';
import { until } from './support/until.ts';

t.test('a person comes and goes: told once each, counted over sockets and gateways', async (t) => {
  const system = await startPresence(t);
  const [ada, small, large] = [userId(), roomId(), roomId()];
  system.api.rooms.set(small, [ada, userId()]);
  system.api.rooms.set(large, [ada, userId(), userId(), userId()]);
  const [g1, g2] = [await system.gateway('g1'), await system.gateway('g2')];

  await g1.change({ opened: { s1: ada } });
  const [came] = await system.heard(ada, 'online');
  t.match(came, { userId: ada, isOnline: true, roomIds: [small] }, 'only rooms small enough are named');
  await g2.change({ opened: { s2: ada } });
  await g1.change({ closed: ['s1'] });
  t.same(await ask(system.nc, PRESENCE.setStatus, { userId: ada, status: 'busy' }), { status: 'busy' });
  await system.heard(ada, 'busy');

  const leaving = performance.now();
  await g2.change({ closed: ['s2'] });
  const { users } = await ask(system.nc, PRESENCE.getPresence, { userIds: [ada] });
  t.match(users, [{ isOnline: true, status: 'busy' }], 'still there within the grace');
  const [went] = await system.heard(ada, 'offline');
  t.ok(performance.now() - leaving >= GRACE_MS, 'after the grace');
  t.ok(Date.parse(went?.lastSeen ?? '') <= Date.now() - GRACE_MS, 'last seen when the socket closed');

  await g1.change({ opened: { s3: ada } });
  await system.heard(ada, 'online', 2);
  t.same(system.toldOf(ada), ['online', 'busy', 'offline', 'online'], 'back to online after offline');
});

t.test('who is back within the grace was never away', async (t) => {
  const system = await startPresence(t, 1);
  const [ada, marker] = [userId(), userId()];
  const [g1, g2] = [await system.gateway('g1'), await system.gateway('g2')];
  await g1.change({ opened: { s1: ada } });
  await system.heard(ada, 'online');
  await g1.change({ closed: ['s1'], opened: { m1: marker } });
  await g2.change({ opened: { s2: ada } });
  await g1.change({ closed: ['m1'] });
  await system.heard(marker, 'offline');
  t.same(system.toldOf(ada), ['online']);
});

t.test(
  'a gateway that dies takes its people with it when its lease ends; stats say it is missing',
  async (t) => {
    const system = await startPresence(t);
    const [ada, bob, room] = [userId(), userId(), roomId()];
    const [dies, lives] = [await system.gateway('dies'), await system.gateway('lives')];
    await dies.change({ opened: { s1: ada, s2: bob }, roomsOpened: [room] });
    await lives.change({ opened: { s3: bob } });
    await system.heard(ada, 'online');
    const stats = () => ask(system.nc, PRESENCE.stats, {});
    t.match(await stats(), {
      totalConnections: 3,
      totalUsers: 2,
      activeChatRooms: 1,
      partial: false,
      missing: [],
      gateways: [{ id: 'dies' }, { id: 'lives' }],
    });
    await dies.die();
    await until(stats, (answer) => answer.partial && answer.missing.join() === 'dies');
    await system.heard(ada, 'offline');
    t.match(await stats(), {
      totalConnections: 1,
      totalUsers: 1,
      activeChatRooms: 0,
      partial: false,
      missing: [],
      gateways: [{ id: 'lives' }],
    });
    t.same(system.toldOf(bob), ['online']);
  },
);

t.test('with one of two replicas killed, people come, go and are reaped as before', async (t) => {
  const system = await startPresence(t);
  const [ada, bob] = [userId(), userId()];
  const [g1, g2] = [await system.gateway('g1'), await system.gateway('g2')];
  await g1.change({ opened: { s1: ada } });
  await system.heard(ada, 'online');
  await system.replicas[0]?.kill();
  await until(
    () =>
      g2.change({ opened: { s2: bob } }).then(
        () => true,
        () =>
          g2.beat().then(
            () => true,
            () => false,
          ),
      ),
    Boolean,
  );
  await system.heard(bob, 'online');
  await g1.die();
  await system.heard(ada, 'offline');
  t.same(system.toldOf(bob), ['online']);
});

t.test('a change is told when chat-api is back, with its rooms', async (t) => {
  const system = await startPresence(t, 1);
  const [ada, room] = [userId(), roomId()];
  system.api.rooms.set(room, [ada]);
  const gateway = await system.gateway('g1');
  await system.api.stop();
  await gateway.change({ opened: { s1: ada } });
  const { users } = await ask(system.nc, PRESENCE.getPresence, { userIds: [ada] });
  t.match(users, [{ isOnline: true }], 'visible at once to who asks');
  system.api.start();
  t.match(await system.heard(ada, 'online'), [{ roomIds: [room] }]);
});
