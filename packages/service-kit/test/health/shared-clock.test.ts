import t from 'tap';
import { SharedClock } from '../../src/index.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

/** Returns a shared clock, and its source, which is `aheadMs` ahead of this machine's clock. */
function createClockWithSource(aheadMs: number) {
  const { logger, lines } = createRecordingLogger('info');
  const timeSource = {
    aheadMs,
    read: async (): Promise<number | undefined> => Date.now() + timeSource.aheadMs,
  };
  const clock = new SharedClock({ source: 'PostgreSQL', read: () => timeSource.read(), logger });
  return { clock, timeSource, lines };
}

const isWithinFiveSeconds = (value: number, expected: number) => Math.abs(value - expected) < 5_000;

t.test('AUTH-2: the shared clock returns the time of its source', async (t) => {
  for (const aheadMs of [0, 60_000, -60_000, 86_400_000]) {
    const { clock } = createClockWithSource(aheadMs);
    t.ok(isWithinFiveSeconds(clock.now(), Date.now()), 'its own time before the first measurement');
    await clock.measure();
    t.ok(isWithinFiveSeconds(clock.now(), Date.now() + aheadMs), `${aheadMs} ms ahead`);
  }
});

t.test(
  'AUTH-2: a clock that is more than 30 s ahead or behind is reported until it is corrected',
  async (t) => {
    const { clock, timeSource, lines } = createClockWithSource(60_000);
    t.doesNotThrow(() => clock.check(), 'nothing is known yet');
    await clock.measure();
    await clock.measure();
    t.throws(() => clock.check(), {
      message: /^The clock of this machine is 60 s behind the clock of PostgreSQL/,
    });
    t.match(lines, [{ level: 50, msg: /60 s behind .* Correct the clock that is wrong/ }], 'logged once');
    timeSource.aheadMs = -90_000;
    await clock.measure();
    t.throws(() => clock.check(), { message: /90 s ahead of the clock of PostgreSQL/ });
    timeSource.aheadMs = 20_000;
    await clock.measure();
    t.doesNotThrow(() => clock.check());
    t.equal(lines.length, 2);
  },
);

t.test('the shared clock keeps its time if its source fails, does not answer, or has no time', async (t) => {
  const { clock, timeSource } = createClockWithSource(60_000);
  await clock.measure();
  timeSource.read = async () => undefined;
  await clock.measure();
  timeSource.read = async () => {
    throw new Error('unreachable');
  };
  await clock.measure();
  t.ok(isWithinFiveSeconds(clock.now(), Date.now() + 60_000));
  t.throws(() => clock.check());
});
