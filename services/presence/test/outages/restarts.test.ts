import t from 'tap';
import { createUserId } from '../support/ids.ts';
import { waitDuringOutage } from '../support/outage.ts';
import { LEASE_MS, startPresence } from '../support/presence-system.ts';
import { repeatUntilAccepted, startSchool } from '../support/school.ts';

t.test('killing and restarting NATS takes nobody offline', async (t) => {
  const presenceSystem = await startPresence(t);
  const { g1, g2, statuses, publishedSince, unchanged } = await startSchool(presenceSystem);
  await presenceSystem.nats.kill();
  await waitDuringOutage(2 * LEASE_MS);
  await presenceSystem.nats.start();
  const markerUserId = createUserId();
  await repeatUntilAccepted(() => g1.heartbeat());
  await repeatUntilAccepted(() => g2.heartbeat());
  await repeatUntilAccepted(() => g1.change({ opened: { marker: markerUserId } }));
  await g1.change({ closed: ['marker'] });
  await presenceSystem.received(markerUserId, 'offline');
  t.same(publishedSince(), []);
  t.same(await statuses(), unchanged);
});

t.test(
  'a replica that starts while users are online takes nobody offline before a full lease has passed',
  async (t) => {
    const presenceSystem = await startPresence(t, 1);
    const { g1, statuses, publishedSince, unchanged } = await startSchool(presenceSystem);
    await presenceSystem.replicas[0]?.kill();
    await waitDuringOutage(2 * LEASE_MS);
    await presenceSystem.startReplica().line('presence started');
    await repeatUntilAccepted(() => g1.heartbeat());
    t.same(await statuses(), unchanged);
    t.same(publishedSince(), []);
  },
);
