import t from 'tap';
import {
  computeBurstRatio,
  countReconnectsBySecond,
  findScaleBreaches,
  formatReconnects,
  formatScalePhases,
  formatScaleTotals,
  type ScaleDrillResult,
  type ScalePhase,
} from '../../src/drills/scale-report.ts';

const createPhase = (change: Partial<ScalePhase> = {}): ScalePhase => ({
  name: 'gateway-1 is replaced',
  seconds: 15,
  agesMs: Array.from({ length: 500 }, () => 10),
  reconnects: [],
  failedAttempts: 0,
  ...change,
});

/** Returns 500 reconnects whose closes are spread over `overMs`. Each client returns 1 s after its close. */
const createReconnects = (overMs: number, plannedWaitMs?: number): ScalePhase['reconnects'] =>
  Array.from({ length: 500 }, (_, n) => {
    const closedAt = 1_000_000 + (n * overMs) / 500;
    return { closedAt, returnedAt: closedAt + 1_000, plannedWaitMs };
  });

const createResult = (change: Partial<ScaleDrillResult> = {}): ScaleDrillResult => ({
  phases: [],
  bursts: [{ usual: createPhase(), burst: createPhase() }],
  drains: [createPhase({ reconnects: createReconnects(10_000, 990) })],
  totals: {
    clients: 500,
    acknowledged: 100,
    unacknowledged: 0,
    repeatedSends: 0,
    newKindEvents: 3,
    lost: 0,
    repeated: 0,
    outOfOrder: 0,
    resyncs: 0,
    stranded: 0,
    deadLetters: 0,
    badExits: [],
  },
  ...change,
});

t.test('a run within all limits has no breach', async (t) => {
  t.same(findScaleBreaches(createResult()), []);
});

t.test(
  'each event that is lost or repeated, each stranded client, and each bad exit is a breach',
  async (t) => {
    const { totals } = createResult();
    t.same(
      findScaleBreaches(
        createResult({ totals: { ...totals, lost: 1, stranded: 2, badExits: ['gateway-1 exited with 1'] } }),
      ),
      ['lost: 1', 'stranded: 2', 'gateway-1 exited with 1'],
    );
  },
);

t.test('a drain whose clients return in the same second is a breach', async (t) => {
  const breaches = findScaleBreaches(
    createResult({ drains: [createPhase({ reconnects: createReconnects(900, 990) })] }),
  );
  t.match(breaches, [/^gateway-1 is replaced: 500 of 500 reconnects in one second/]);
});

t.test('a run without clients that follow drain notices is a breach', async (t) => {
  const drains = [createPhase({ reconnects: createReconnects(10_000) })];
  t.same(findScaleBreaches(createResult({ drains })), ['no client that follows drain notices has returned']);
});

t.test('clients that return much later than they planned are a breach', async (t) => {
  const drains = [createPhase({ reconnects: createReconnects(10_000, 100) })];
  t.match(findScaleBreaches(createResult({ drains })), [/drain notices returned over 500 ms late/]);
});

t.test('a burst that doubles the p99 is a breach, unless too few deliveries were measured', async (t) => {
  const slow = createPhase({ agesMs: Array.from({ length: 500 }, (_, n) => (n < 490 ? 10 : 20)) });
  const bursts = [{ usual: createPhase(), burst: slow }];
  t.equal(computeBurstRatio(bursts), 2);
  t.match(findScaleBreaches(createResult({ bursts })), [/2\.00 times the usual p99/]);
  const few = [{ usual: createPhase({ agesMs: [10] }), burst: slow }];
  t.same(findScaleBreaches(createResult({ bursts: few })), []);
});

t.test('reconnects are counted by the second after the first close', async (t) => {
  const reconnects = [0, 1_500, 3_999].map((ms) => ({
    closedAt: 5_000,
    returnedAt: 5_000 + ms,
    plannedWaitMs: undefined,
  }));
  t.same(countReconnectsBySecond(reconnects), [1, 1, 0, 1]);
  t.same(countReconnectsBySecond([]), []);
});

t.test('the report shows each phase, the reconnects, and the totals with their limits', async (t) => {
  const result = createResult();
  t.match(
    formatScalePhases(result.drains),
    /gateway-1 is replaced \|\s+15 \|\s+500 \|(\s+10 ms \|){3}\s+500 \|/,
  );
  t.match(formatReconnects(result.drains), / 1 s\s+50 █+\n/);
  t.match(formatScaleTotals(result), /stranded clients\s+\|\s+0 \|\s+0 \|/);
});

t.test('the totals of a run without bursts have no row about bursts', async (t) => {
  const text = formatScaleTotals(createResult({ bursts: [] }));
  t.notMatch(text, /burst|NaN/);
  t.same(findScaleBreaches(createResult({ bursts: [] })), []);
});
