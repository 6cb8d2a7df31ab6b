import { formatNumber, formatTable } from '../report/table.ts';
import { advisePartitions } from './advise-partitions.ts';
import { SYSTEM_PARTS } from './part-costs.ts';
import { type CapacityPlan, MAX_UTILIZATION } from './plan-system.ts';

/** Formats a plan as text: the load, the replicas and servers, and where a part has to be partitioned. */
export function formatPlan(plan: CapacityPlan): string {
  const { rates, replicas, busyCores, memoryGb, databaseGb, streamGb, openRooms } = plan;
  const perSecond = [
    ['messages', rates.messagesPerSecond],
    ['deliveries to sockets', rates.messagesPerSecond * rates.socketsPerRoom],
    ['read receipts', rates.receiptsPerSecond],
    ['typing', rates.typingPerSecond],
    ['pages of messages', rates.pagesPerSecond],
    ['new connections', rates.connectsPerSecond],
  ] as const;
  const loadRows = perSecond.map(([name, value]) => [name, formatNumber(value)]);
  const replicaCounts: Partial<Record<string, number>> = replicas;
  const partRows = SYSTEM_PARTS.map((part) => [
    part,
    replicaCounts[part] === undefined ? 'see below' : String(replicaCounts[part]),
    formatNumber(busyCores[part]),
    `${formatNumber(memoryGb[part])} GB`,
  ]);
  return [
    `${formatNumber(rates.sockets)} sockets in ${formatNumber(rates.rooms)} rooms. A room is open on ${formatNumber(openRooms / rates.rooms)} gateways on average.`,
    '',
    formatTable([['in the busiest hour', 'per second'], ...loadRows]),
    '',
    formatTable([['part', 'replicas', 'busy cores', 'memory'], ...partRows]),
    '',
    `Messages take ${formatNumber(databaseGb)} GB in PostgreSQL, and ${formatNumber(streamGb)} GB in the stream of a day.`,
    ...advisePartitions(plan).map(({ part, advice }) => `${part}: ${advice}`),
    '',
    `The replicas use at most ${MAX_UTILIZATION * 100}% of a core, and one of each service may fail. HAProxy, TLS, and the network are not in the model.`,
  ].join('\n');
}
