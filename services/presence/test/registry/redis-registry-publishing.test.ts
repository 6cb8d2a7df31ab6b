import { eventually } from '@kcs/testkit';
import t from 'tap';
import { GatewayState } from '../support/gateway-state.ts';
import { createUserId } from '../support/ids.ts';
import { startTestRegistry } from '../support/start-registry.ts';

const summarizeClaim = (claimed: { changes: { userId: string; status: string | null }[] }) =>
  claimed.changes.map(({ userId, status }) => [userId, status]);

t.test(
  'a claimed change cannot be claimed again during the claim or after it is recorded as published',
  async (t) => {
    const { registry } = await startTestRegistry(t);
    const gateway = new GatewayState('g1');
    const ada = createUserId();
    gateway.change({ opened: { s1: ada } });
    await registry.listSessions(gateway.completeList());
    const claim = await registry.claimChanges('one', '');
    t.same(summarizeClaim(claim), [[ada, 'online']]);
    t.same(summarizeClaim(await registry.claimChanges('two', '')), []);
    await registry.recordPublished('one', claim.changes);
    t.same([...(await registry.publishedStatuses())], [[ada, 'online']]);
    await registry.heartbeat(gateway.change({ opened: { s2: ada } }));
    await registry.heartbeat(gateway.change({ closed: ['s1'] }));
    t.same(summarizeClaim(await registry.claimChanges('three', '')), [], 'a second socket is not a change');
  },
);

t.test(
  'after a claim expires, another replica can claim the change, and the first replica cannot record it as published',
  async (t) => {
    const { registry } = await startTestRegistry(t, { claimMs: 20 });
    const gateway = new GatewayState('g1');
    const ada = createUserId();
    gateway.change({ opened: { s1: ada } });
    await registry.listSessions(gateway.completeList());
    const claimOfDeadReplica = await registry.claimChanges('died', '');
    const laterClaim = await eventually('the expired claim', () => registry.claimChanges('next', ''), {
      until: ({ changes }) => changes.length > 0,
    });
    t.same(summarizeClaim(laterClaim), summarizeClaim(claimOfDeadReplica));
    await registry.recordPublished('died', claimOfDeadReplica.changes);
    t.same([...(await registry.publishedStatuses())], [], 'the expired claim records nothing');
    await registry.recordPublished('next', laterClaim.changes);
    t.same([...(await registry.publishedStatuses())], [[ada, 'online']]);
  },
);

t.test(
  'a change that a dead replica may have published is published again, even if it was reverted',
  async (t) => {
    const { registry } = await startTestRegistry(t, { claimMs: 20, graceMs: 0 });
    const gateway = new GatewayState('g1');
    const ada = createUserId();
    gateway.change({ opened: { s1: ada } });
    await registry.listSessions(gateway.completeList());
    t.same(summarizeClaim(await registry.claimChanges('died', '')), [[ada, 'online']]);
    await registry.heartbeat(gateway.change({ closed: ['s1'] }));
    const { pulse, redisMs } = await registry.pulse();
    await registry.endGracePeriods({ pulse, redisMs });
    const laterClaim = await eventually('the expired claim', () => registry.claimChanges('next', ''), {
      until: ({ changes }) => changes.length > 0,
    });
    t.same(summarizeClaim(laterClaim), [[ada, null]]);
    await registry.recordPublished('next', laterClaim.changes);
    t.same(summarizeClaim(await registry.claimChanges('after', '')), []);
  },
);

t.test(
  'if a user’s status changes while an earlier change is being published, the new change is published afterwards',
  async (t) => {
    const { registry } = await startTestRegistry(t);
    const gateway = new GatewayState('g1');
    const ada = createUserId();
    gateway.change({ opened: { s1: ada } });
    await registry.listSessions(gateway.completeList());
    const firstClaim = await registry.claimChanges('first', '');
    await registry.setStatus(ada, 'busy');
    t.same(summarizeClaim(await registry.claimChanges('parallel', '')), []);
    await registry.recordPublished('first', firstClaim.changes);
    t.same(summarizeClaim(await registry.claimChanges('after', '')), [[ada, 'busy']]);
  },
);

t.test(
  'PRES-8: after a change of a user is published, only the last state is published when the interval ends',
  async (t) => {
    const updateIntervalMs = 1_000;
    const { registry } = await startTestRegistry(t, { updateIntervalMs });
    const gateway = new GatewayState('g1');
    const [ada, bob] = [createUserId(), createUserId()];
    gateway.change({ opened: { s1: ada, s2: bob } });
    await registry.listSessions(gateway.completeList());
    const first = await registry.claimChanges('first', '');
    await registry.setStatus(bob, 'busy');
    await registry.recordPublished('first', first.changes);
    for (const status of ['busy', 'online', 'away'] as const) await registry.setStatus(ada, status);
    const second = await eventually('the changes', () => registry.claimChanges('second', ''), {
      until: ({ changes }) => changes.length > 0,
    });
    t.ok(second.claimedAt - first.claimedAt >= updateIntervalMs, `${second.claimedAt - first.claimedAt} ms`);
    t.same(
      new Map(second.changes.map(({ userId, status }) => [userId, status])),
      new Map([
        [ada, 'away'],
        [bob, 'busy'],
      ]),
    );
    await registry.recordPublished('second', second.changes);
    for (const status of ['busy', 'away'] as const) await registry.setStatus(ada, status);
    t.same(
      await eventually('the end of the check', async () => {
        const { changes } = await registry.claimChanges('third', '');
        const isOver = Date.now() - second.claimedAt > updateIntervalMs + 50;
        return changes.length > 0 || isOver ? changes : undefined;
      }),
      [],
      'nothing is published if the state is the published one when the interval ends',
    );
  },
);

t.test('a change that is reverted before it is published is not published', async (t) => {
  const { registry } = await startTestRegistry(t);
  const gateway = new GatewayState('g1');
  const ada = createUserId();
  gateway.change({ opened: { s1: ada } });
  await registry.listSessions(gateway.completeList());
  await registry.recordPublished('one', (await registry.claimChanges('one', '')).changes);
  await registry.setStatus(ada, 'busy');
  await registry.setStatus(ada, 'online');
  t.same(summarizeClaim(await registry.claimChanges('two', '')), []);
});

t.test('a postponed change can be claimed again and carries the number of its failed attempts', async (t) => {
  const { registry } = await startTestRegistry(t);
  const gateway = new GatewayState('g1');
  const ada = createUserId();
  gateway.change({ opened: { s1: ada } });
  await registry.listSessions(gateway.completeList());
  const postponedMs = 100;
  const first = await registry.claimChanges('one', '');
  await registry.postpone('one', ada, postponedMs);
  const second = await eventually('the postponed change', () => registry.claimChanges('two', ''), {
    until: (claimed) => claimed.changes.length > 0,
  });
  t.match(second.changes, [{ userId: ada, attempts: 1 }]);
  t.ok(second.claimedAt - first.claimedAt >= postponedMs, `${second.claimedAt - first.claimedAt} ms`);
});

t.test(
  'a wiped Redis is restored from a copy of the published statuses, and the restore publishes nothing',
  async (t) => {
    const { registry, operator } = await startTestRegistry(t);
    const gateway = new GatewayState('g1');
    const [ada, bob] = [createUserId(), createUserId()];
    gateway.change({ opened: { s1: ada, s2: bob } });
    await registry.listSessions(gateway.completeList());
    await registry.setStatus(bob, 'away');
    await registry.recordPublished('one', (await registry.claimChanges('one', '')).changes);
    const { pulse: seen } = await registry.pulse();
    const statuses = await registry.publishedStatuses();

    await operator.flushAll();
    t.same((await registry.claimChanges('two', seen)).changes, [], 'nothing is published before the restore');
    const { redisMs, rolledBack, pulse } = await registry.pulse(seen);
    t.equal(rolledBack, true);
    t.equal((await registry.reapLeases({ pulse: seen, redisMs })).outcome, 'rolled-back');
    t.equal((await registry.endGracePeriods({ pulse: seen, redisMs })).outcome, 'rolled-back');
    t.equal(await registry.restorePublished(statuses), true);
    t.equal(await registry.restorePublished(new Map()), false, 'one replica is enough');
    t.same(await registry.statusesOf([ada, bob]), ['online', 'away']);
    t.equal((await registry.heartbeat(gateway.change())).status, 'resync');
    await registry.listSessions(gateway.completeList());
    t.same(await registry.statusesOf([ada, bob]), ['online', 'away']);
    t.same(summarizeClaim(await registry.claimChanges('three', pulse)), []);
    t.equal((await registry.pulse(pulse)).rolledBack, false);
  },
);

t.test(
  'after Redis loads an old snapshot, nothing is published about users who went offline after the snapshot',
  async (t) => {
    const { registry } = await startTestRegistry(t, { leaseMs: 10_000, heartbeatMs: 4_000 });
    const gateway = new GatewayState('g1');
    const [left, came] = [createUserId(), createUserId()];
    // In the snapshot, the user `left` is online and the user `came` is unknown. Since then, this replica has published
    // `left` as offline and `came` as online.
    gateway.change({ opened: { s1: left } });
    await registry.listSessions(gateway.completeList());
    await registry.recordPublished('one', (await registry.claimChanges('one', '')).changes);
    t.equal(await registry.restorePublished(new Map([[came, 'busy' as const]])), true);
    t.same([...(await registry.publishedStatuses())], [[came, 'busy']]);
    t.same(summarizeClaim(await registry.claimChanges('two', '')), []);
    gateway.sockets.clear();
    gateway.sockets.set('s2', came);
    await registry.listSessions(gateway.completeList());
    t.same(summarizeClaim(await registry.claimChanges('three', '')), []);
    t.same(await registry.statusesOf([came]), ['busy']);
  },
);

t.test(
  'each claim has a later time than the previous claim, even if the Redis clock moves back',
  async (t) => {
    const { registry, operator } = await startTestRegistry(t);
    const gateway = new GatewayState('g1');
    gateway.change({ opened: { s1: createUserId() } });
    await registry.listSessions(gateway.completeList());
    const firstClaim = await registry.claimChanges('one', '');
    // Simulate a failover to a Redis server whose clock is one hour behind.
    await operator.set('kcs:presence:{p}:claimed-at', firstClaim.claimedAt + 3_600_000);
    for (const claim of ['two', 'three']) {
      await registry.heartbeat(gateway.change({ opened: { [claim]: createUserId() } }));
      const { claimedAt } = await registry.claimChanges(claim, '');
      t.equal(claimedAt, firstClaim.claimedAt + 3_600_000 + (claim === 'two' ? 1 : 2));
    }
  },
);
