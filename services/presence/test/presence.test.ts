import { PRESENCE } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { roomId, userId } from './support/ids.ts';
import { GRACE_MS, startPresence } from './support/presence-system.ts';

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
  t.same(await sendRequest(system.nc, PRESENCE.setStatus, { userId: ada, status: 'busy' }), {
    status: 'busy',
  });
  await system.heard(ada, 'busy');

  const leaving = performance.now();
  await g2.change({ closed: ['s2'] });
  const { users } = await sendRequest(system.nc, PRESENCE.getPresence, { userIds: [ada] });
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

t.test('a change is told when chat-api is back, with its rooms', async (t) => {
  const system = await startPresence(t, 1);
  const [ada, room] = [userId(), roomId()];
  system.api.rooms.set(room, [ada]);
  const gateway = await system.gateway('g1');
  await system.api.stop();
  await gateway.change({ opened: { s1: ada } });
  const { users } = await sendRequest(system.nc, PRESENCE.getPresence, { userIds: [ada] });
  t.match(users, [{ isOnline: true }], 'visible at once to who asks');
  system.api.start();
  t.match(await system.heard(ada, 'online'), [{ roomIds: [room] }]);
});
