import { createLogger } from '@kcs/service-kit';
import { startTestNats } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { PathWatch } from '../../src/leases/path-watch.ts';
import type { Pulse } from '../../src/registry/pulse.ts';
import { openNatsConnection } from '../support/connections.ts';

const HEALTHY_PULSE: Pulse = { pulse: '1:1', redisMs: 1000, isEmpty: true, rolledBack: false };

/**
 * Returns a path watch with a real NATS server and a stand-in for Redis. The stand-in returns the pulse `HEALTHY_PULSE`
 * unless the test replaces `redis.pulse`.
 */
async function startPathWatch(t: Test) {
  const nats = await startTestNats(t);
  const natsConnection = await openNatsConnection(t, nats);
  const publishedStatusCalls: string[] = [];
  const redisStandIn = { pulse: async (_seen?: string): Promise<Pulse> => HEALTHY_PULSE };
  const pathWatch = new PathWatch({
    registry: { pulse: (seen) => redisStandIn.pulse(seen) },
    nc: natsConnection,
    published: {
      refresh: async () => void publishedStatusCalls.push('refresh'),
      restoreRegistry: async () => void publishedStatusCalls.push('restore'),
    },
    heartbeatMs: 1_500,
    onDataLost: () => void publishedStatusCalls.push('count'),
    logger: createLogger({ service: 'presence', instanceId: 'test', level: 'silent' }),
  });
  return { watch: pathWatch, redis: redisStandIn, nats, publishedStatusCalls };
}

t.test('a successful probe allows leases to end and refreshes the published statuses', async (t) => {
  const { watch, publishedStatusCalls } = await startPathWatch(t);
  t.equal(watch.evidence, null);
  t.equal(watch.healthyForMs(), 0);
  await watch.probe();
  t.same(watch.evidence, { redisMs: 1000, pulse: '1:1' });
  t.equal(watch.healthyForMs(), Number.POSITIVE_INFINITY, 'nobody could go offline by mistake');
  t.same(publishedStatusCalls, ['refresh']);
});

t.test('no lease may end while Redis fails or does not respond', async (t) => {
  const { watch, redis } = await startPathWatch(t);
  await watch.probe();
  redis.pulse = async () => {
    throw new Error('Redis is down');
  };
  await watch.probe();
  t.equal(watch.evidence, null);
  t.equal(watch.healthyForMs(), 0);
  redis.pulse = async () => HEALTHY_PULSE;
  await watch.probe();
  t.ok(watch.evidence);
  redis.pulse = () => new Promise(() => undefined);
  await watch.probe();
  t.equal(watch.evidence, null);
});

t.test('no lease may end while NATS is frozen', async (t) => {
  const { watch, nats } = await startPathWatch(t);
  await watch.probe();
  nats.freeze();
  await watch.probe();
  t.equal(watch.evidence, null);
  nats.thaw();
});

t.test('if Redis lost data, the published statuses are restored before they are read', async (t) => {
  const { watch, redis, publishedStatusCalls } = await startPathWatch(t);
  const seenPulses: (string | undefined)[] = [];
  redis.pulse = async (last) => {
    seenPulses.push(last);
    return { ...HEALTHY_PULSE, rolledBack: last !== undefined };
  };
  await watch.probe();
  await watch.probe();
  t.same(seenPulses, [undefined, '1:1'], 'each probe passes the last pulse');
  t.same(publishedStatusCalls, ['refresh', 'count', 'restore', 'refresh']);
  t.ok(watch.healthyForMs() < 1000, 'the healthy time restarts');
});
