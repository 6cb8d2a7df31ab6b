import { setTimeout as sleep } from 'node:timers/promises';
import { startSystem, TeardownStack, type TestSystem } from '@kcs/testkit';
import type { Drill, DrillContext } from './drill-context.ts';
import type { FailoverWatcher } from './failover-watchers.ts';
import { describeRecovery, isRecoveryInTime, measureRecovery, type Recovery } from './redis-recovery.ts';
import { startWatchedLoad } from './watched-load.ts';

export const redisFailoverDrill: Drill = {
  summary:
    'Every message arrives once and in order while Redis Sentinels replace a killed and a frozen master',
  run: runRedisFailoverDrill,
};

const REPLICAS = 2;
const SENDERS = 20;
const LOAD_BEFORE_FAILURE_MS = 5_000;
/**
 * How long the load continues after a failover. In this time, the former master becomes a replica of the new
 * one.
 */
const LOAD_AFTER_FAILOVER_MS = 15_000;

async function runRedisFailoverDrill({ say }: DrillContext): Promise<number> {
  const teardownStack = new TeardownStack();
  try {
    say(`Starting a system with a Redis master, ${REPLICAS} replicas, and three Sentinels`);
    const system = await startSystem(teardownStack, { apis: 2, redisReplicas: REPLICAS });
    const load = await startWatchedLoad(system, SENDERS);
    await sleep(LOAD_BEFORE_FAILURE_MS);
    say('Killing the master');
    const killed = await replaceMaster(system, load.watchers, (master) => master.kill());
    await system.redis.start();
    await sleep(LOAD_AFTER_FAILOVER_MS);
    say('Freezing the new master, which keeps its connections open');
    const frozen = await replaceMaster(system, load.watchers, (master) => master.freeze());
    for (const server of system.sentinels.servers) server.thaw();
    await sleep(LOAD_AFTER_FAILOVER_MS);
    const delivery = await load.finish();
    const recoveryRows = [
      ...describeRecovery('killed master', killed),
      ...describeRecovery('frozen master', frozen),
    ];
    say(`\n${delivery.format({ recoveryRows })}\n`);
    return delivery.isComplete && [killed, frozen].every(isRecoveryInTime) ? 0 : 1;
  } finally {
    say('Stopping');
    await teardownStack.run();
  }
}

/** Makes the master fail, and waits until the system works with the server that the Sentinels appoint. */
async function replaceMaster(
  system: TestSystem,
  watchers: readonly FailoverWatcher[],
  fail: (master: TestSystem['redis']) => unknown,
): Promise<Recovery> {
  const master = await system.sentinels.findMaster();
  if (!master) throw new Error('The Sentinels name a server that this drill did not start');
  const candidates = system.sentinels.servers.filter((server) => server !== master);
  await fail(master);
  return measureRecovery(system, watchers, candidates);
}
