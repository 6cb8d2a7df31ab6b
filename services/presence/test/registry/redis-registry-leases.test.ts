import { eventually, startTestRedis } from '@kcs/testkit';
import t from 'tap';
import { GatewayState } from '../support/gateway-state.ts';
import { createRoomId, createUserId } from '../support/ids.ts';
import { openPresenceRegistry, startTestRegistry } from '../support/start-registry.ts';

const SHORT_LEASE_SETTINGS = { heartbeatMs: 50, leaseMs: 150, graceMs: 60_000 };

t.test(
  'when a lease ends, its users go offline without a grace period, and its rooms close (PRES-3)',
  async (t) => {
    const redisUrl = (await startTestRedis(t)).urlOf('presence');
    const { registry } = await openPresenceRegistry(t, redisUrl, SHORT_LEASE_SETTINGS);
    // The lease of the other gateway must not end between two heartbeats, even on a busy machine.
    const { registry: registryOfAlive } = await openPresenceRegistry(t, redisUrl, {
      ...SHORT_LEASE_SETTINGS,
      leaseMs: 60_000,
    });
    const [dead, alive] = [new GatewayState('dead'), new GatewayState('alive')];
    const [ada, bob, room] = [createUserId(), createUserId(), createRoomId()];
    dead.change({ opened: { a: ada, b: bob }, roomsOpened: [room] });
    alive.change({ opened: { c: bob } });
    await registry.listSessions(dead.completeList());
    await registryOfAlive.listSessions(alive.completeList());
    const readEvidence = async () => {
      const { pulse, redisMs } = await registry.pulse();
      return { pulse, redisMs };
    };
    const renewAndReap = async () => {
      await registryOfAlive.heartbeat(alive.change());
      return registry.reapLeases(await readEvidence());
    };
    const { epochs } = await eventually('the end of the lease', renewAndReap, {
      until: (reaped) => reaped.epochs.length > 0,
    });
    t.same(epochs, [dead.epoch]);
    while (await registry.clearEndedEpochs());
    await eventually('the end of the grace periods', async () => {
      const { outcome, users } = await registry.endGracePeriods(await readEvidence());
      return outcome !== 'late' && users === 0;
    });
    t.same(await registry.statusesOf([ada, bob]), [null, 'online']);
    t.match(await registry.counts(), { users: 1, rooms: 0, epochs: [{ epoch: alive.epoch }] });
    t.equal((await registry.heartbeat(dead.change())).status, 'closed');
    const {
      states: [state],
    } = await registry.statesOf([ada]);
    t.ok(state?.lastSeenMs, 'last seen at the last heartbeat');
  },
);

t.test('a heartbeat renews an expired lease if no replica has ended its epoch yet', async (t) => {
  const { registry } = await startTestRegistry(t, { ...SHORT_LEASE_SETTINGS, leaseMs: 1 });
  const gateway = new GatewayState('g1');
  await registry.listSessions(gateway.completeList());
  const { redisMs } = await registry.pulse();
  await eventually('the expired lease', async () => (await registry.pulse()).redisMs > redisMs + 5);
  t.equal((await registry.heartbeat(gateway.change())).status, 'accepted');
});

t.test('a script that was delayed by a frozen Redis ends neither leases nor grace periods', async (t) => {
  const { registry } = await startTestRegistry(t, { ...SHORT_LEASE_SETTINGS, leaseMs: 1, graceMs: 0 });
  const gateway = new GatewayState('g1');
  const [ada, bob] = [createUserId(), createUserId()];
  gateway.change({ opened: { s1: ada, s2: bob } });
  await registry.listSessions(gateway.completeList());
  await registry.heartbeat(gateway.change({ closed: ['s2'] }));
  const { pulse, redisMs } = await registry.pulse();
  const oldEvidence = { pulse, redisMs: redisMs - 51 };
  t.same(await registry.reapLeases(oldEvidence), { outcome: 'late', epochs: [] });
  t.same(await registry.endGracePeriods(oldEvidence), { outcome: 'late', users: 0 });
  t.same(await registry.statusesOf([ada, bob]), ['online', 'online']);
});

t.test(
  'only one replica at a time ends leases, and another replica takes over if that one dies',
  async (t) => {
    const redisUrl = (await startTestRedis(t)).urlOf('presence');
    // Use a long heartbeat interval, because the lock lasts one such interval. Replica `b` must ask for the lock before
    // replica `a`'s lock expires, even on a busy machine.
    const settingsWithLongHeartbeat = { ...SHORT_LEASE_SETTINGS, heartbeatMs: 1_500 };
    const { registry: a } = await openPresenceRegistry(t, redisUrl, {
      ...settingsWithLongHeartbeat,
      replica: 'a',
    });
    const { registry: b } = await openPresenceRegistry(t, redisUrl, {
      ...settingsWithLongHeartbeat,
      replica: 'b',
    });
    const reapWithRegistry = async (registry: typeof a) => {
      const { pulse, redisMs } = await a.pulse();
      return (await registry.reapLeases({ pulse, redisMs })).outcome;
    };
    t.equal(await reapWithRegistry(a), 'reaped');
    t.equal(await reapWithRegistry(b), 'locked');
    t.equal(
      await eventually('the takeover', () => reapWithRegistry(b), {
        until: (outcome) => outcome === 'reaped',
      }),
      'reaped',
    );
  },
);
