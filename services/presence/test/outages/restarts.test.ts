import t from 'tap';
import { createUserId } from '../support/ids.ts';
import { waitDuringOutage } from '../support/outage.ts';
import { LEASE_DURATION_MS, startPresenceSystem } from '../support/presence-system.ts';
import { resendUntilAccepted, startGatewaysWithTwentyUsers } from '../support/school.ts';

t.test('killing and restarting NATS takes nobody offline', async (t) => {
  const presenceSystem = await startPresenceSystem(t);
  const { g1, g2, statuses, publishedSince, unchanged } = await startGatewaysWithTwentyUsers(presenceSystem);
  await presenceSystem.nats.kill();
  await waitDuringOutage(2 * LEASE_DURATION_MS);
  await presenceSystem.nats.start();
  const markerUserId = createUserId();
  await resendUntilAccepted(() => g1.heartbeat());
  await resendUntilAccepted(() => g2.heartbeat());
  await resendUntilAccepted(() => g1.change({ opened: { marker: markerUserId } }));
  await g1.change({ closed: ['marker'] });
  await presenceSystem.received(markerUserId, 'offline');
  t.same(publishedSince(), []);
  t.same(await statuses(), unchanged);
});

t.test(
  'a replica that starts while users are online takes nobody offline before a full lease has passed',
  async (t) => {
    const presenceSystem = await startPresenceSystem(t, 1);
    const { g1, statuses, publishedSince, unchanged } = await startGatewaysWithTwentyUsers(presenceSystem);
    await presenceSystem.replicas[0]?.kill();
    await waitDuringOutage(2 * LEASE_DURATION_MS);
    await presenceSystem.startReplica().line('presence started');
    await resendUntilAccepted(() => g1.heartbeat());
    t.same(await statuses(), unchanged);
    t.same(publishedSince(), []);
  },
);
