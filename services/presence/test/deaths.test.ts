import { PRESENCE } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import t from 'tap';
import { roomId, userId } from './support/ids.ts';
import { startPresence } from './support/presence-system.ts';
import { until } from './support/until.ts';

t.test('a gateway that dies is missing, and its people go when its lease ends', async (t) => {
  const system = await startPresence(t);
  const [ada, bob, room] = [userId(), userId(), roomId()];
  const [dies, lives] = [await system.gateway('dies'), await system.gateway('lives')];
  await dies.change({ opened: { s1: ada, s2: bob }, roomsOpened: [room] });
  await lives.change({ opened: { s3: bob } });
  await system.heard(ada, 'online');
  const stats = () => sendRequest(system.nc, PRESENCE.stats, {});
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
});

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
