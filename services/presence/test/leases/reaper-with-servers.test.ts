import { PRESENCE_REQUESTS } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { createRoomId, createUserId } from '../support/ids.ts';
import { startPresenceSystem } from '../support/presence-system.ts';
import { resendUntilAccepted } from '../support/school.ts';

t.test(
  'a dead gateway is listed as missing, and its users go offline when its lease ends (PRES-3, ADMIN-3)',
  async (t) => {
    const presenceSystem = await startPresenceSystem(t);
    const [ada, bob, room] = [createUserId(), createUserId(), createRoomId()];
    const [dying, living] = [await presenceSystem.gateway('dying'), await presenceSystem.gateway('living')];
    await dying.change({ opened: { s1: ada, s2: bob }, roomsOpened: [room] });
    await living.change({ opened: { s3: bob } });
    await presenceSystem.received(ada, 'online');
    const requestStats = () => sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.stats, {});
    t.match(await requestStats(), {
      totalConnections: 3,
      totalUsers: 2,
      activeChatRooms: 1,
      partial: false,
      missing: [],
      gateways: [{ id: 'dying' }, { id: 'living' }],
    });
    await dying.die();
    await eventually('the missing gateway', requestStats, {
      until: ({ partial, missing }) => partial && missing.join() === 'dying',
    });
    await presenceSystem.received(ada, 'offline');
    t.match(await requestStats(), {
      totalConnections: 1,
      totalUsers: 1,
      activeChatRooms: 0,
      partial: false,
      missing: [],
      gateways: [{ id: 'living' }],
    });
    t.same(presenceSystem.publishedFor(bob), ['online']);
  },
);

t.test(
  'after one of two replicas is killed, presence changes are published and leases end as before',
  async (t) => {
    const presenceSystem = await startPresenceSystem(t);
    const [ada, bob] = [createUserId(), createUserId()];
    const [g1, g2] = [await presenceSystem.gateway('g1'), await presenceSystem.gateway('g2')];
    await g1.change({ opened: { s1: ada } });
    await presenceSystem.received(ada, 'online');
    await presenceSystem.replicas[0]?.kill();
    g2.state.change({ opened: { s2: bob } });
    await resendUntilAccepted(() => g2.heartbeat());
    await presenceSystem.received(bob, 'online');
    await g1.die();
    await presenceSystem.received(ada, 'offline');
    t.same(presenceSystem.publishedFor(bob), ['online']);
  },
);
