import { PRESENCE_REQUESTS } from '@kcs/contracts';
import { sendRequest } from '@kcs/service-kit';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { GatewayState } from '../support/gateway-state.ts';
import { createUserId } from '../support/ids.ts';
import { startPresenceSystem } from '../support/presence-system.ts';
import { getSharedPresenceSystem } from '../support/shared-presence-system.ts';

t.test('a gateway sends its session list in parts, and a missing part causes a CONFLICT', async (t) => {
  const presenceSystem = await getSharedPresenceSystem();
  const gateway = new GatewayState('list-in-parts');
  const [ada, bob] = [createUserId(), createUserId()];
  const heartbeat = gateway.change({ opened: { s1: ada, s2: bob } });
  t.same(await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.beat, heartbeat), {
    status: 'resync',
    evict: [],
  });
  const [first, second] = gateway.list(1) as [never, never];
  await t.rejects(sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.listSessions, second), {
    code: 'CONFLICT',
    message: /part 0/,
  });
  t.same(await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.listSessions, first), { status: 'accepted' });
  t.same(await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.listSessions, second), {
    status: 'accepted',
  });
  t.same(await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.beat, gateway.change()), {
    status: 'accepted',
    evict: [],
  });
  await presenceSystem.received(ada, 'online');
  await presenceSystem.received(bob, 'online');
});

t.test(
  'closing an epoch removes it from the statistics immediately, and its users go offline after the grace period',
  async (t) => {
    const presenceSystem = await startPresenceSystem(t, 1);
    const gateway = new GatewayState('g1');
    const ada = createUserId();
    gateway.change({ opened: { s1: ada } });
    await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.listSessions, gateway.completeList());
    await presenceSystem.received(ada, 'online');
    t.same(await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.closeEpoch, { epoch: gateway.epoch }), {});
    t.match(await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.stats, {}), {
      totalConnections: 0,
      gateways: [],
    });
    t.match(await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.beat, gateway.change()), {
      status: 'closed',
    });
    await presenceSystem.received(ada, 'offline');
  },
);

t.test(
  'the presence of several users is returned in the requested order, and an unknown user is offline',
  async (t) => {
    const presenceSystem = await getSharedPresenceSystem();
    const [ada, unknown] = [createUserId(), createUserId()];
    const gateway = await presenceSystem.gateway('several-users');
    await gateway.change({ opened: { s1: ada } });
    const { users } = await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.getPresence, {
      userIds: [unknown, ada],
    });
    t.match(users, [
      { userId: unknown, isOnline: false, status: 'offline', lastSeen: null },
      { userId: ada, isOnline: true, status: 'online' },
    ]);
  },
);

t.test('setting a status returns the status and publishes a notice about the user', async (t) => {
  const presenceSystem = await getSharedPresenceSystem();
  const ada = createUserId();
  const gateway = await presenceSystem.gateway('set-status');
  await gateway.change({ opened: { s1: ada } });
  await presenceSystem.received(ada, 'online');
  const reply = await sendRequest(presenceSystem.nc, PRESENCE_REQUESTS.setStatus, {
    userId: ada,
    status: 'away',
  });
  t.same(reply, { status: 'away' });
  await eventually('the notice', () => presenceSystem.publishedFor(ada).at(-1) === 'away');
});
