import { ensurePrograms } from '@kcs/private-servers';
import { alertsDrill } from './drills/alerts.ts';
import { callDrill } from './drills/call.ts';
import { capacityDrill } from './drills/capacity.ts';
import { countersDrill } from './drills/counters.ts';
import type { Drill, DrillContext } from './drills/drill-context.ts';
import { exportsDrill } from './drills/exports.ts';
import { ghostsDrill } from './drills/ghosts.ts';
import { natsFailoverDrill } from './drills/nats-failover.ts';
import { notificationsDrill } from './drills/notifications.ts';
import { postgresFailoverDrill } from './drills/postgres-failover.ts';
import { presenceDrill } from './drills/presence.ts';
import { redisClusterFailoverDrill } from './drills/redis-cluster-failover.ts';
import { redisFailoverDrill } from './drills/redis-failover.ts';
import { rollingRestartDrill } from './drills/rolling-restart.ts';
import { roundRobinDrill } from './drills/round-robin.ts';
import { scaleDrill } from './drills/scale.ts';
import { searchDrill } from './drills/search.ts';

/** The drills by name. Each drill checks a promise about size or speed that would take too long to check in a test. */
const DRILLS_BY_NAME: ReadonlyMap<string, Drill> = new Map([
  ['alerts', alertsDrill],
  ['search', searchDrill],
  ['counters', countersDrill],
  ['notifications', notificationsDrill],
  ['presence', presenceDrill],
  ['ghosts', ghostsDrill],
  ['scale', scaleDrill],
  ['call', callDrill],
  ['nats-failover', natsFailoverDrill],
  ['postgres-failover', postgresFailoverDrill],
  ['redis-failover', redisFailoverDrill],
  ['redis-cluster-failover', redisClusterFailoverDrill],
  ['capacity', capacityDrill],
  ['exports', exportsDrill],
  ['round-robin', roundRobinDrill],
  ['rolling-restart', rollingRestartDrill],
]);

/**
 * Implements `npm run drill -- NAME`. Resolves with exit code 0 if every measurement stayed within the drill's limits,
 * and with 1 if not. If no name is given, lists all drills.
 */
export async function runDrill(context: DrillContext): Promise<number> {
  const { args, say, signal } = context;
  const [name = ''] = args;
  const drill = DRILLS_BY_NAME.get(name);
  if (!drill) {
    say('npm run drill -- NAME [OPTIONS]\n');
    for (const [known, { summary }] of DRILLS_BY_NAME) say(`  ${known.padEnd(22)} ${summary}`);
    return name === '' || name === '--help' || name === '-h' ? 0 : 1;
  }
  await ensurePrograms(['postgresql', 'redis-server', 'nats-server'], { say, signal });
  return drill.run({ ...context, args: args.slice(1) });
}
