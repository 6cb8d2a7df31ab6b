import type { Reconnect } from '../load/resuming-client.ts';
import { computePercentile } from '../measure/percentiles.ts';
import { formatTable } from '../report/table.ts';

/** What the clients noticed in one phase of the scale drill. */
export interface ScalePhase {
  readonly name: string;
  readonly seconds: number;
  /** How old messages were when they arrived at the probes, counted from the time at which they were due to be sent. */
  readonly agesMs: readonly number[];
  readonly reconnects: readonly Reconnect[];
  /** The number of connection attempts that failed or were refused. */
  readonly failedAttempts: number;
}

export interface ScaleTotals {
  readonly clients: number;
  readonly acknowledged: number;
  readonly unacknowledged: number;
  readonly repeatedSends: number;
  readonly newKindEvents: number;
  readonly lost: number;
  readonly repeated: number;
  readonly outOfOrder: number;
  readonly resyncs: number;
  readonly stranded: number;
  readonly deadLetters: number;
  readonly badExits: readonly string[];
}

export interface ScaleDrillResult {
  readonly phases: readonly ScalePhase[];
  /** The measured bursts, each with the usual rate of connects before it. May be empty. */
  readonly bursts: readonly { readonly usual: ScalePhase; readonly burst: ScalePhase }[];
  /** The phases in which a gateway stopped. */
  readonly drains: readonly ScalePhase[];
  readonly totals: ScaleTotals;
}

/** The number of sockets that a stopping gateway closes per second (the default of DRAIN_SOCKETS_PER_SECOND). */
const DRAINED_PER_SECOND = 100;
/** The longest time for a drain (the default of DRAIN_MS). */
const MAX_DRAIN_SECONDS = 60;
/** A drain is spread if no second has more reconnects than this many times the closes per second. */
const MAX_BUSIEST_SECOND_RATIO = 3;
const MAX_BURST_RATIO = 2;
/**
 * The maximum median of how late clients that follow drain notices return, compared with the delay that they
 * chose.
 */
const MAX_MEDIAN_LATENESS_MS = 500;
/** The minimum number of deliveries in a phase for its 99th percentile to be meaningful. */
const MIN_JUDGED_DELIVERIES = 300;
const BAR_WIDTH = 50;
/** The histogram shows all later seconds together. */
const SHOWN_SECONDS = 40;

const computeP99 = ({ agesMs }: ScalePhase): number => computePercentile(agesMs, 0.99);

/** Returns the median of the ratios between the 99th percentile of a burst and that of the usual rate before it. */
export const computeBurstRatio = (bursts: ScaleDrillResult['bursts']): number =>
  computePercentile(
    bursts.map(({ usual, burst }) => computeP99(burst) / computeP99(usual)),
    0.5,
  );

/** Returns the number of reconnects in each second, beginning with the first close of the phase. */
export function countReconnectsBySecond(reconnects: readonly Reconnect[]): number[] {
  const startedAt = Math.min(...reconnects.map(({ closedAt }) => closedAt));
  const counts: number[] = [];
  for (const { returnedAt } of reconnects) {
    const second = Math.floor((returnedAt - startedAt) / 1_000);
    while (counts.length <= second) counts.push(0);
    counts[second] = (counts[second] ?? 0) + 1;
  }
  return counts;
}

/**
 * Returns by how many milliseconds each reconnect was later than the client had planned. Considers only clients that
 * follow drain notices, because only these plan their reconnect.
 */
const listLatenessMs = (reconnects: readonly Reconnect[]): number[] =>
  reconnects.flatMap(({ closedAt, returnedAt, plannedWaitMs }) =>
    plannedWaitMs === undefined ? [] : [returnedAt - closedAt - plannedWaitMs],
  );

const computeMedianLatenessMs = (drains: readonly ScalePhase[]): number =>
  computePercentile(listLatenessMs(drains.flatMap(({ reconnects }) => reconnects)), 0.5);

/** Returns one sentence for each kind of failure that occurred, and for each process that exited with an error. */
export function findFailures(totals: ScaleTotals): string[] {
  const { lost, repeated, outOfOrder, resyncs, stranded, deadLetters, unacknowledged, badExits } = totals;
  const counts = { lost, repeated, outOfOrder, resyncs, stranded, deadLetters, unacknowledged };
  return [
    ...Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name}: ${count}`),
    ...badExits,
  ];
}

/** Returns one sentence for each failure, and for each limit that was exceeded. */
export function findScaleBreaches({ bursts, drains, totals }: ScaleDrillResult): string[] {
  const burstRatio = computeBurstRatio(bursts);
  const medianLatenessMs = computeMedianLatenessMs(drains);
  return [
    ...findFailures(totals),
    ...(burstRatio >= MAX_BURST_RATIO &&
    bursts.every(({ usual }) => usual.agesMs.length >= MIN_JUDGED_DELIVERIES)
      ? [`p99 during a burst is ${burstRatio.toFixed(2)} times the usual p99, limit ${MAX_BURST_RATIO}`]
      : []),
    ...(Number.isNaN(medianLatenessMs) ? ['no client that follows drain notices has returned'] : []),
    ...(medianLatenessMs > MAX_MEDIAN_LATENESS_MS
      ? [`clients that follow drain notices returned over ${MAX_MEDIAN_LATENESS_MS} ms late (median)`]
      : []),
    ...drains.flatMap(({ name, reconnects }) => {
      const busiest = Math.max(0, ...countReconnectsBySecond(reconnects));
      const limit =
        MAX_BUSIEST_SECOND_RATIO * Math.max(DRAINED_PER_SECOND, reconnects.length / MAX_DRAIN_SECONDS);
      return busiest > limit
        ? [`${name}: ${busiest} of ${reconnects.length} reconnects in one second, limit ${Math.floor(limit)}`]
        : [];
    }),
  ];
}

export function formatScalePhases(phases: readonly ScalePhase[]): string {
  const rows = phases.map((phase) => [
    phase.name,
    phase.seconds.toFixed(0),
    String(phase.agesMs.length),
    formatMs(computePercentile(phase.agesMs, 0.5)),
    formatMs(computeP99(phase)),
    formatMs(Math.max(0, ...phase.agesMs)),
    String(phase.reconnects.length),
    String(phase.failedAttempts),
  ]);
  return formatTable([
    ['phase', 'seconds', 'deliveries', 'p50', 'p99', 'slowest', 'reconnects', 'refused'],
    ...rows,
  ]);
}

/** Formats a histogram of the reconnects of all drains, by the second after the first close of the drain. */
export function formatReconnects(drains: readonly ScalePhase[]): string {
  const bySecond: number[] = [];
  for (const { reconnects } of drains)
    for (const [second, count] of countReconnectsBySecond(reconnects).entries())
      bySecond[Math.min(second, SHOWN_SECONDS)] = (bySecond[Math.min(second, SHOWN_SECONDS)] ?? 0) + count;
  const most = Math.max(1, ...bySecond);
  const bars = bySecond.map(
    (count, second) =>
      `  ${second === SHOWN_SECONDS ? 'later' : `${String(second).padStart(2)} s `} ${String(count).padStart(5)} ${'█'.repeat(Math.round((BAR_WIDTH * count) / most))}`,
  );
  const reconnects = drains.flatMap((phase) => phase.reconnects);
  const lateness = listLatenessMs(reconnects);
  const absences = reconnects.map(({ closedAt, returnedAt }) => returnedAt - closedAt);
  return [
    'Reconnects by the second after the first close, all drains together:',
    ...bars,
    `  away: p50 ${formatMs(computePercentile(absences, 0.5))}, p99 ${formatMs(computePercentile(absences, 0.99))}`,
    `  later than planned within the announced time: p50 ${formatMs(computePercentile(lateness, 0.5))}, p99 ${formatMs(computePercentile(lateness, 0.99))}`,
  ].join('\n');
}

export function formatScaleTotals({ totals, bursts, drains }: ScaleDrillResult): string {
  return formatTable([
    ['measured', 'value', 'limit'],
    ['clients', String(totals.clients), ''],
    ['acknowledged messages', String(totals.acknowledged), ''],
    ['sends that were repeated', String(totals.repeatedSends), ''],
    ...(totals.newKindEvents > 0 ? [['events of the new kind', String(totals.newKindEvents), '']] : []),
    ['sends that failed for good', String(totals.unacknowledged), '0'],
    ['lost', String(totals.lost), '0'],
    ['repeated', String(totals.repeated), '0'],
    ['out of order', String(totals.outOfOrder), '0'],
    ['rooms to load again', String(totals.resyncs), '0'],
    ['stranded clients', String(totals.stranded), '0'],
    ['dead letters', String(totals.deadLetters), '0'],
    ['processes that exited with an error', String(totals.badExits.length), '0'],
    [
      'how late clients that follow drain notices return, median',
      formatMs(computeMedianLatenessMs(drains)),
      formatMs(MAX_MEDIAN_LATENESS_MS),
    ],
    ...(bursts.length > 0
      ? [
          [
            'p99 in a burst of connects / usual p99',
            computeBurstRatio(bursts).toFixed(2),
            `${MAX_BURST_RATIO}`,
          ],
        ]
      : []),
  ]);
}

const formatMs = (ms: number): string => (Number.isNaN(ms) ? '–' : `${Math.round(ms)} ms`);
