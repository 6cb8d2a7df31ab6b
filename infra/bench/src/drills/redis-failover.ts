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
/** The maximum time from the moment when a replica accepts writes until the system works again. */
const MAX_RECOVERY_MS = 10_000;
const FAILOVER_TIMEOUT_MS = 30_000;
const HEALTH_TIMEOUT_MS = 2_000;

/** How long the parts of the system took to work again, from the moment when a replica accepted writes. */
interface Recovery {
  readonly deliveryMs: number;
  readonly healthMs: number;
}

async function runRedisFailoverDrill({ say }: DrillContext): Promise<number> {
  const teardownStack = new TeardownStack();
  try {
    say(`Starting a system with a Redis master, ${REPLICAS} replicas, and three Sentinels`);
    const system = await startSystem(teardownStack, { apis: 2, redisReplicas: REPLICAS });
    const room = await createDrillRoom(system, SENDERS);
    const watchers = await watchOnEachGateway(system, room.members[0], room.id);
    const load = startFailoverLoad(system, room);
    await sleep(LOAD_BEFORE_FAILURE_MS);
    say('Killing the master');
    const killed = await replaceMaster(system, watchers, (master) => master.kill());
    await system.redis.start();
    await sleep(LOAD_AFTER_FAILOVER_MS);
    say('Freezing the new master, which keeps its connections open');
    const frozen = await replaceMaster(system, watchers, (master) => master.freeze());
    for (const server of system.sentinels.servers) server.thaw();
    await sleep(LOAD_AFTER_FAILOVER_MS);
    await load.stop();
    const acknowledgedCount = load.acknowledged.length;
    await waitUntilDelivered(watchers, acknowledgedCount);

    const { missing, misplaced, pauseMs } = summarizeDelivery(watchers, acknowledgedCount);
    const describeRecovery = (failure: string, { deliveryMs, healthMs }: Recovery) => [
      [`${failure}: until live messages on every gateway`, `${deliveryMs} ms`, `${MAX_RECOVERY_MS} ms`],
      [`${failure}: until every service can use Redis`, `${healthMs} ms`, `${MAX_RECOVERY_MS} ms`],
    ];
    say(
      `\n${formatTable([
        ['measured', 'value', 'limit'],
        ['acknowledged messages', String(acknowledgedCount), ''],
        ['missing at the sockets', String(missing), '0'],
        ['repeated or out of order at the sockets', String(misplaced), '0'],
        ...describeRecovery('killed master', killed),
        ...describeRecovery('frozen master', frozen),
        ['longest time without a live message', `${pauseMs} ms`, ''],
        ['longest time without an acknowledged message', `${Math.round(load.longestPauseMs)} ms`, ''],
      ])}\n`,
    );
    const recoveries = [killed, frozen].flatMap(({ deliveryMs, healthMs }) => [deliveryMs, healthMs]);
    return missing + misplaced === 0 && Math.max(...recoveries) <= MAX_RECOVERY_MS ? 0 : 1;
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
  const writableAt = await eventually(
    'a replica accepts writes',
    async () => {
      const roles = await Promise.all(candidates.map((server) => server.acceptsWrites()));
      return roles.includes(true) && performance.now();
    },
    FAILOVER_TIMEOUT_MS,
  );
  const measure = async (name: string, hasRecovered: () => boolean | Promise<boolean>) => {
    await eventually(name, hasRecovered, FAILOVER_TIMEOUT_MS);
    return Math.round(performance.now() - writableAt);
  };
  const [deliveryMs, healthMs] = await Promise.all([
    measure('every socket receives a live message', () =>
      watchers.every(({ times }) => (times.at(-1) ?? 0) > writableAt),
    ),
    measure('every service can use Redis', async () =>
      (await Promise.all(system.services.map(canUseRedis))).every(Boolean),
    ),
  ]);
  return { deliveryMs, healthMs };
}

/** Returns whether the service is ready and reports no problem with Redis. */
async function canUseRedis({ ops }: TestSystem['services'][number]): Promise<boolean> {
  const response = await fetch(`${ops}/readyz`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) }).catch(
    () => undefined,
  );
  if (!response?.ok) return false;
  const { dependencies } = (await response.json()) as { dependencies: Record<string, { ok: boolean }> };
  return Object.entries(dependencies).every(([name, { ok }]) => ok || !name.startsWith('redis'));
}
