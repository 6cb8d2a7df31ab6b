import t from 'tap';
import { elapse } from '../support/elapse.ts';
import { userId } from '../support/ids.ts';
import { LEASE_MS, startPresence } from '../support/presence-system.ts';
import { asBefore, persist, school } from '../support/school.ts';

t.test('a Redis frozen for longer than a lease logs nobody out', async (t) => {
  const system = await startPresence(t);
  const { people, g1, g2, statuses, toldSince } = await school(system);
  g1.silent = true;
  g2.silent = true;
  system.redis.server.freeze();
  await elapse(3 * LEASE_MS);
  system.redis.server.thaw();
  // The gateways take a moment to be heard again.
  await elapse(LEASE_MS / 2);
  g1.silent = false;
  g2.silent = false;
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
