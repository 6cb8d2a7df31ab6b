import { createLogger } from '@kcs/service-kit';
import t from 'tap';
import { Reaper } from '../../src/leases/reaper.ts';
import type { Evidence } from '../../src/registry/pulse.ts';

const HEARTBEAT_MS = 3000;
const LEASE_MS = 10_000;

/**
 * Returns a reaper for which Redis and NATS have been reachable for `healthyMs` milliseconds, and a list that records
 * the reaper's calls to the registry.
 */
function createReaperFixture(healthyMs: number, evidence: Evidence | null = { redisMs: 0, pulse: '1:1' }) {
  const reaperCalls: string[] = [];
  const endedUserCountsByBatch = [2, 0];
  const clearEndedEpochsReplies = [true, false];
  let reapedEpochCount = 0;
  const reaper = new Reaper({
    registry: {
      reapLeases: async () => {
        reaperCalls.push('reapLeases');
        return { outcome: 'reaped', epochs: ['g1:x', 'g2:x'] };
      },
      clearEndedEpochs: async () => {
        reaperCalls.push('clearEndedEpochs');
        return clearEndedEpochsReplies.shift() ?? false;
      },
      endGracePeriods: async () => {
        reaperCalls.push('endGracePeriods');
        return { outcome: 'ended', users: endedUserCountsByBatch.shift() ?? 0 };
      },
    },
    pathWatch: {
      probe: async () => void reaperCalls.push('probe'),
      evidence,
      healthyForMs: () => healthyMs,
    },
    heartbeatMs: HEARTBEAT_MS,
    leaseMs: LEASE_MS,
    onReaped: (epochs) => {
      reapedEpochCount += epochs;
    },
    logger: createLogger({ service: 'presence', instanceId: 'test', level: 'silent' }),
  });
  return { reaper, reaperCalls, reaped: () => reapedEpochCount };
}

const countCalls = (calls: string[], name: string) => calls.filter((call) => call === name).length;

t.test('leases end only after Redis and NATS have been reachable for a full lease duration', async (t) => {
  const earlyReaperFixture = createReaperFixture(LEASE_MS - 1);
  await earlyReaperFixture.reaper.run();
  t.equal(countCalls(earlyReaperFixture.reaperCalls, 'reapLeases'), 0);
  const dueReaperFixture = createReaperFixture(LEASE_MS);
  await dueReaperFixture.reaper.run();
  t.equal(countCalls(dueReaperFixture.reaperCalls, 'reapLeases'), 1);
  t.equal(dueReaperFixture.reaped(), 2);
});

t.test(
  'grace periods end in batches, after Redis and NATS have been reachable for two heartbeat intervals',
  async (t) => {
    const earlyReaperFixture = createReaperFixture(2 * HEARTBEAT_MS - 1);
    await earlyReaperFixture.reaper.run();
    t.equal(countCalls(earlyReaperFixture.reaperCalls, 'endGracePeriods'), 0);
    const dueReaperFixture = createReaperFixture(2 * HEARTBEAT_MS);
    await dueReaperFixture.reaper.run();
    t.equal(countCalls(dueReaperFixture.reaperCalls, 'endGracePeriods'), 2, 'until a batch is empty');
  },
);

t.test('without a recent successful probe, the reaper ends no lease and no grace period', async (t) => {
  const { reaper, reaperCalls } = createReaperFixture(LEASE_MS, null);
  await reaper.run();
  t.same(reaperCalls, ['probe']);
});

t.test('the reaper continues to clear sessions until no ended epoch has any left', async (t) => {
  const { reaper, reaperCalls } = createReaperFixture(0);
  await reaper.clearEndedEpochs();
  t.same(reaperCalls, ['clearEndedEpochs', 'clearEndedEpochs']);
});
