import type { PresencePhase } from '../crowd/presence-phase.ts';
import { formatNumber, formatTable } from '../report/table.ts';

/** A change may cost at most this many times as much with all users as with a fifth of them. */
const MAX_GROWTH = 1.5;
/** Lower costs consist mostly of measurement error. If a cost with few users is lower, it counts as this much. */
const MIN_COMPARED_CPU_US = 50;
const MIN_COMPARED_COUNT = 0.5;

/** Formats the phases as a table that is also valid Markdown. */
export function formatPresencePhases(phases: readonly PresencePhase[]): string {
  const processNames = [...(phases[0]?.costs.cpuByName.keys() ?? [])];
  const titles = [
    'phase',
    'users',
    'changes',
    'published',
    'events per socket',
    'p99',
    'max',
    'Redis',
    'NATS',
    ...processNames.map((name) => `${name} CPU`),
  ];
  const rows = phases.map(({ name, users, changes, published, eventsPerSocket, costs }) => {
    const sorted = [...eventsPerSocket].sort((a, b) => a - b);
    const mean = sorted.reduce((sum, count) => sum + count, 0) / sorted.length;
    return [
      name,
      formatNumber(users),
      formatNumber(changes),
      formatNumber(published),
      formatNumber(mean),
      formatNumber(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
      formatNumber(sorted.at(-1) ?? 0),
      formatNumber(costs.redisCommands),
      formatNumber(costs.natsMessages),
      ...processNames.map((process) => `${formatNumber(costs.cpuByName.get(process) ?? 0)} µs`),
    ];
  });
  return formatTable([titles, ...rows]);
}

/** Returns one sentence for each cost per change that grows with the number of users. */
export function findGrowingCosts(few: PresencePhase, many: PresencePhase): string[] {
  const listCosts = ({ costs, eventsPerSocket }: PresencePhase) => [
    { name: 'Redis commands', cost: costs.redisCommands, min: MIN_COMPARED_COUNT },
    { name: 'NATS messages', cost: costs.natsMessages, min: MIN_COMPARED_COUNT },
    {
      name: 'events per socket',
      cost: eventsPerSocket.reduce((sum, count) => sum + count, 0) / eventsPerSocket.length,
      min: MIN_COMPARED_COUNT,
    },
    ...[...costs.cpuByName].map(([name, cost]) => ({
      name: `CPU µs of ${name}`,
      cost,
      min: MIN_COMPARED_CPU_US,
    })),
  ];
  const costsWithFew = listCosts(few);
  return listCosts(many).flatMap(({ name, cost, min }, n) => {
    const costWithFew = Math.max(costsWithFew[n]?.cost ?? 0, min);
    if (cost <= MAX_GROWTH * costWithFew) return [];
    return [
      `${name}: ${formatNumber(cost)} per change with ${many.users} users, but ${formatNumber(costWithFew)} with ${few.users} users`,
    ];
  });
}
