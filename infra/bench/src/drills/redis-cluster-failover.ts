import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, startSystem, TeardownStack, type TestSystem } from '@kcs/testkit';
import { formatTable } from '../report/table.ts';
import type { Drill, DrillContext } from './drill-context.ts';
import { createDrillRoom, startFailoverLoad } from './drill-room.ts';
import {
  type FailoverWatcher,
  summarizeDelivery,
  waitUntilDelivered,
  watchOnEachGateway,
} from './failover-watchers.ts';
import { describeRecovery, isRecoveryInTime, measureRecovery, type Recovery } from './redis-recovery.ts';

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
    const room = await createDrillRoom(system, SENDERS);
    const watchers = await watchOnEachGateway(system, room.members[0], room.id);
    const load = startFailoverLoad(system, room);
    await sleep(LOAD_BEFORE_FAILURE_MS);

    const failover = { system, watchers };
    const recoveries = new Map<string, Recovery>();
    for (const [n, master] of system.redisCluster.servers.slice(0, 3).entries()) {
      say(`Killing master ${n + 1}`);
      recoveries.set(`killed master ${n + 1}`, await failOver(failover, master, () => master.kill()));
    }
    say('Freezing the master of the room, which keeps its connections open');
    const [, replica] = system.redisCluster.servers.slice(-2);
    const roomMaster = await system.redisCluster.findMaster(`socket.io#/#room:${room.id}#`, replica);
    recoveries.set('frozen master', await failOver(failover, roomMaster, () => roomMaster.freeze()));
    await load.stop();
    const acknowledgedCount = load.acknowledged.length;
    await waitUntilDelivered(watchers, acknowledgedCount);

    const { missing, misplaced, pauseMs } = summarizeDelivery(watchers, acknowledgedCount);
    say(
      `\n${formatTable([
        ['measured', 'value', 'limit'],
        ['acknowledged messages', String(acknowledgedCount), ''],
        ['missing at the sockets', String(missing), '0'],
        ['repeated or out of order at the sockets', String(misplaced), '0'],
        ...[...recoveries].flatMap(([failure, recovery]) => describeRecovery(failure, recovery)),
        ['longest time without a live message', `${pauseMs} ms`, ''],
        ['longest time without an acknowledged message', `${Math.round(load.longestPauseMs)} ms`, ''],
      ])}\n`,
    );
    return missing + misplaced === 0 && [...recoveries.values()].every(isRecoveryInTime) ? 0 : 1;
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
