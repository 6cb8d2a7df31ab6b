import t from 'tap';
import { createUserId } from '../support/ids.ts';
import { waitDuringOutage } from '../support/outage.ts';
import { LEASE_DURATION_MS, startPresenceSystem } from '../support/presence-system.ts';
import { resendUntilAccepted, startGatewaysWithTwentyUsers } from '../support/school.ts';

t.test('freezing Redis for longer than a lease takes nobody offline', async (t) => {
  const presenceSystem = await startPresenceSystem(t);
  const { g1, g2, statuses, publishedSince, unchanged } = await startGatewaysWithTwentyUsers(presenceSystem);
  g1.silent = true;
  g2.silent = true;
  presenceSystem.redis.freeze();
  await waitDuringOutage(3 * LEASE_DURATION_MS);
  presenceSystem.redis.thaw();
  // Wait for half a lease without heartbeats after Redis resumes. The replicas must not end any lease during this wait.
  await waitDuringOutage(LEASE_DURATION_MS / 2);
  g1.silent = false;
  g2.silent = false;
  const markerUserId = createUserId();
  await resendUntilAccepted(() => g1.heartbeat());
  await resendUntilAccepted(() => g2.heartbeat());
  await g1.change({ opened: { marker: markerUserId } });
  await g1.change({ closed: ['marker'] });
  await presenceSystem.received(markerUserId, 'offline');
  t.same(publishedSince(), []);
  t.same(await statuses(), unchanged);
});
