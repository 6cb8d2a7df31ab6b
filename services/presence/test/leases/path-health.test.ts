import fc from 'fast-check';
import t from 'tap';
import {
  computeHealthAfterProbe,
  computeHealthyDurationMs,
  type PathHealth,
  type PathProbe,
  UNKNOWN_PATH_HEALTH,
} from '../../src/leases/path-health.ts';

const HEARTBEAT_MS = 3000;
const createProbe = (at: number, more: Partial<PathProbe> = {}): PathProbe => ({
  startedAt: at - 5,
  endedAt: at,
  redisMs: 1_000_000 + at,
  rolledBack: false,
  isEmpty: false,
  ...more,
});
const computeHealth = (probes: PathProbe[]): PathHealth =>
  probes.reduce((health, next) => computeHealthAfterProbe(health, next, HEARTBEAT_MS), UNKNOWN_PATH_HEALTH);
const createProbesEverySecond = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => createProbe((from + i) * 1000));

t.test('the path to Redis and NATS counts as healthy from the first successful probe on', async (t) => {
  t.equal(computeHealthyDurationMs(UNKNOWN_PATH_HEALTH, 5000), 0);
  t.equal(computeHealthyDurationMs(computeHealth(createProbesEverySecond(1, 11)), 11_000), 10_000);
});

t.test(
  'each kind of interruption resets the healthy time of the path to Redis and NATS to zero',
  async (t) => {
    const interruptingProbes: Record<string, PathProbe> = {
      'a failed probe': createProbe(12_000, { redisMs: null }),
      'a slow response': createProbe(12_000, { startedAt: 8_900 }),
      'a process that was blocked': createProbe(16_000),
      'a jump of the clock': createProbe(12_000, { redisMs: 1_000_000 + 12_000 + HEARTBEAT_MS + 1 }),
      'lost data': createProbe(12_000, { rolledBack: true }),
    };
    for (const [title, broken] of Object.entries(interruptingProbes)) {
      t.ok(
        computeHealthyDurationMs(
          computeHealth([...createProbesEverySecond(1, 11), broken]),
          broken.endedAt,
        ) === 0,
        title,
      );
    }
  },
);

t.test(
  'a stall shorter than a heartbeat interval does not reset the healthy time of the path to Redis',
  async (t) => {
    const health = computeHealth([
      ...createProbesEverySecond(1, 11),
      createProbe(14_500, { startedAt: 12_000 }),
      createProbe(15_500),
    ]);
    t.equal(computeHealthyDurationMs(health, 15_500), 14_500);
  },
);

t.test(
  'the path to Redis counts as healthy if the registry is empty at the start, but not if it is wiped later',
  async (t) => {
    t.equal(
      computeHealthyDurationMs(computeHealth([createProbe(1000, { isEmpty: true })]), 1000),
      Number.POSITIVE_INFINITY,
    );
    const healthAfterWipe = computeHealth([
      ...createProbesEverySecond(1, 11),
      createProbe(12_000, { isEmpty: true, rolledBack: true }),
    ]);
    t.equal(computeHealthyDurationMs(healthAfterWipe, 12_000), 0);
  },
);

t.test(
  'the healthy time of the path to Redis never exceeds the time since the last failed probe',
  async () => {
    const arbitraryProbes = fc.array(
      fc.record({
        pause: fc.integer({ min: 1, max: 9000 }),
        took: fc.integer({ min: 0, max: 9000 }),
        ok: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(arbitraryProbes, (steps) => {
        let health: PathHealth = UNKNOWN_PATH_HEALTH;
        let nowMs = 0;
        let lastBadProbeAt = 0;
        for (const { pause, took, ok } of steps) {
          nowMs += pause + took;
          if (!ok || took > HEARTBEAT_MS) lastBadProbeAt = nowMs;
          health = computeHealthAfterProbe(
            health,
            createProbe(nowMs, { startedAt: nowMs - took, ...(ok ? {} : { redisMs: null }) }),
            HEARTBEAT_MS,
          );
          if (computeHealthyDurationMs(health, nowMs) > nowMs - lastBadProbeAt) return false;
        }
        return true;
      }),
    );
  },
);
