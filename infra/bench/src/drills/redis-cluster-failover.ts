import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, startSystem, TeardownStack, type TestSystem } from '@kcs/testkit';
import type { Drill, DrillContext } from './drill-context.ts';
import type { FailoverWatcher } from './failover-watchers.ts';
import { describeRecovery, isRecoveryInTime, measureRecovery, type Recovery } from './redis-recovery.ts';
import { startWatchedLoad } from './watched-load.ts';

export const redisClusterFailoverDrill: Drill = {
  summary:
    'Every message arrives once and in order while each master of a Redis Cluster is killed and one is frozen',
  run: runRedisClusterFailoverDrill,
};

const SENDERS = 20;
const LOAD_BEFORE_FAILURE_MS = 5_000;
/** How long the load continues after a failover. */
const LOAD_AFTER_FAILOVER_MS = 5_000;
const REJOIN_TIMEOUT_MS = 30_000;

type RedisServer = TestSystem['redis'];

async function runRedisClusterFailoverDrill({ say }: DrillContext): Promise<number> {
  const teardownStack = new TeardownStack();
  try {
    say('Starting a system with a Redis Cluster of three masters, each with one replica');
    const system = await startSystem(teardownStack, { apis: 2, redisCluster: true });
    const load = await startWatchedLoad(system, SENDERS);
    await sleep(LOAD_BEFORE_FAILURE_MS);

    const failover = { system, watchers: load.watchers };
    const recoveries = new Map<string, Recovery>();
    for (const [n, master] of system.redisCluster.servers.slice(0, 3).entries()) {
      say(`Killing master ${n + 1}`);
      recoveries.set(`killed master ${n + 1}`, await failOver(failover, master, () => master.kill()));
    }
    say('Freezing the master of the room, which keeps its connections open');
    const [, replica] = system.redisCluster.servers.slice(-2);
    const roomMaster = await system.redisCluster.findMaster(`socket.io#/#room:${load.room.id}#`, replica);
    recoveries.set('frozen master', await failOver(failover, roomMaster, () => roomMaster.freeze()));
    const delivery = await load.finish();
    const recoveryRows = [...recoveries].flatMap(([failure, recovery]) =>
      describeRecovery(failure, recovery),
    );
    say(`\n${delivery.format({ recoveryRows })}\n`);
    return delivery.isComplete && [...recoveries.values()].every(isRecoveryInTime) ? 0 : 1;
  } finally {
    say('Stopping');
    await teardownStack.run();
  }
}

/**
 * Makes the master fail, and waits until the system works with the master's replica. Then brings the former master back
 * as a replica.
 */
async function failOver(
  { system, watchers }: { readonly system: TestSystem; readonly watchers: readonly FailoverWatcher[] },
  master: RedisServer,
  fail: () => unknown,
): Promise<Recovery> {
  const replica = await system.redisCluster.findReplica(master);
  await fail();
  const recovery = await measureRecovery(system, watchers, [replica]);
  master.thaw();
  await master.start();
  await eventually(
    'the former master is a replica',
    async () => (await system.redisCluster.findReplica(replica).catch(() => undefined)) === master,
    REJOIN_TIMEOUT_MS,
  );
  await sleep(LOAD_AFTER_FAILOVER_MS);
  return recovery;
}
