import { type Figure, summarizeRounds, type Unit } from './measure/figures.ts';

/** A limit for the median of one figure. */
export interface Target {
  readonly scenario: string;
  readonly measure: string;
  readonly subject: string;
  /** For a ratio, the subject whose value is the divisor. Undefined for an absolute figure. */
  readonly against?: string;
  /** The unit of an absolute figure. Undefined for a ratio. */
  readonly unit?: Unit;
  readonly limit: { readonly atMost: number } | { readonly atLeast: number };
}

const OURS_AGAINST_GUIDE = { scenario: 'path', subject: 'ours', against: 'guide' };
const OURS_AGAINST_EJABBERD = { scenario: 'path', subject: 'ours', against: 'ejabberd' };

const OURS_AGAINST_PLAIN_SOCKETS = { scenario: 'fan-out', subject: 'ours', against: 'ws' };

const FOUR_GATEWAYS_AGAINST_ONE = { scenario: 'scale', subject: '4 gateways', against: '1 gateway' };

/** The targets of all scenarios. */
export const TARGETS: readonly Target[] = [
  { ...OURS_AGAINST_GUIDE, measure: 'CPU per message, 64 in flight', limit: { atMost: 0.9 } },
  { ...OURS_AGAINST_GUIDE, measure: 'CPU per message, one at a time', limit: { atMost: 1.5 } },
  { ...OURS_AGAINST_EJABBERD, measure: 'CPU per message, 64 in flight', limit: { atMost: 0.8 } },
  { ...OURS_AGAINST_EJABBERD, measure: 'CPU per message, one at a time', limit: { atMost: 1 } },
  { ...OURS_AGAINST_GUIDE, measure: 'messages per second, 64 in flight', limit: { atLeast: 1.1 } },
  {
    scenario: 'parts',
    measure: 'CPU of the REST process per message, 64 in flight',
    subject: 'chat-api',
    against: 'bare route',
    limit: { atMost: 6 },
  },
  {
    scenario: 'parts',
    measure: 'CPU of PostgreSQL per message',
    subject: 'ours',
    against: 'pgbench',
    limit: { atMost: 0.6 },
  },
  {
    ...OURS_AGAINST_PLAIN_SOCKETS,
    measure: 'CPU per delivery, one room of 1,000, lone messages',
    limit: { atMost: 1.3 },
  },
  {
    ...OURS_AGAINST_PLAIN_SOCKETS,
    measure: 'CPU per delivery, one room of 1,000, bursts',
    limit: { atMost: 0.35 },
  },
  {
    scenario: 'idle',
    measure: 'memory per idle socket',
    subject: 'ours',
    against: 'socket.io',
    limit: { atMost: 0.7 },
  },
  {
    ...FOUR_GATEWAYS_AGAINST_ONE,
    measure: 'deliveries per gateway CPU second, one room of 1,000, lone messages',
    limit: { atLeast: 0.9 },
  },
  {
    scenario: 'scale',
    measure: 'copies per message at a gateway without members',
    subject: 'ours',
    unit: 'count',
    limit: { atMost: 0 },
  },
  {
    scenario: 'latency',
    measure: 'p99 from send to receive, at 50% of capacity',
    subject: 'ours',
    unit: 'ms',
    limit: { atMost: 50 },
  },
  {
    scenario: 'latency',
    measure: 'p99 from send to answer, at 50% of capacity',
    subject: 'ours',
    unit: 'ms',
    limit: { atMost: 25 },
  },
  {
    scenario: 'catch-up',
    measure: 'p99 until caught up, all at once',
    subject: 'ours',
    unit: 'ms',
    limit: { atMost: 2_000 },
  },
  {
    scenario: 'catch-up',
    measure: 'queries per room and client',
    subject: 'ours',
    unit: 'count',
    limit: { atMost: 1 },
  },
  {
    scenario: 'presence',
    measure: 'CPU per change',
    subject: '1,000 users',
    against: '200 users',
    limit: { atMost: 1.5 },
  },
  {
    scenario: 'history',
    measure: 'p50 of the slowest kind of page',
    subject: 'ours',
    unit: 'ms',
    limit: { atMost: 100 },
  },
  {
    scenario: 'history',
    measure: 'p50 of the room list',
    subject: 'ours',
    unit: 'ms',
    limit: { atMost: 60 },
  },
  {
    scenario: 'search',
    measure: 'p50 of the slowest kind of search',
    subject: 'ours',
    unit: 'ms',
    limit: { atMost: 100 },
  },
];

/** Whether a run kept a target. `not measured` means that the scenario or one of its subjects was not run. */
export type Verdict = 'kept' | 'missed' | 'not measured';

export interface JudgedTarget {
  readonly target: Target;
  /** The median of all rounds. Undefined if the ratio was not measured. */
  readonly measured: number | undefined;
  readonly verdict: Verdict;
}

/** Compares the figures of each scenario with its targets. */
export function judgeTargets(
  targets: readonly Target[],
  figuresByScenario: ReadonlyMap<string, readonly Figure[]>,
): JudgedTarget[] {
  return targets.map((target) => {
    const figure = figuresByScenario
      .get(target.scenario)
      ?.find(
        ({ measure, subject, part, against }) =>
          measure === target.measure &&
          subject === target.subject &&
          part === undefined &&
          against === target.against,
      );
    const measured = figure && summarizeRounds(figure.values).median;
    // A ratio with a divisor of 0 is not a finite number. The target must not count as kept then.
    if (measured === undefined || !Number.isFinite(measured))
      return { target, measured: undefined, verdict: 'not measured' };
    const isKept =
      'atMost' in target.limit ? measured <= target.limit.atMost : measured >= target.limit.atLeast;
    return { target, measured, verdict: isKept ? 'kept' : 'missed' };
  });
}
