import t from 'tap';
import { elapse } from '../support/elapse.ts';
import { userId } from '../support/ids.ts';
import { LEASE_MS, startPresence } from '../support/presence-system.ts';
import { asBefore, persist, school } from '../support/school.ts';

t.test('a NATS that is killed and restarted logs nobody out', async (t) => {
  const system = await startPresence(t);
  const { people, g1, g2, statuses, toldSince } = await school(system);
  await system.nats.server.kill();
  await elapse(2 * LEASE_MS);
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
  await elapse(2 * LEASE_MS);
  const replica = system.startReplica();
  await replica.started();
  await persist(() => g1.beat());
  t.same(await statuses(), asBefore(people));
  t.same(toldSince(), []);
});
