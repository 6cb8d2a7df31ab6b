import fc from 'fast-check';
import t from 'tap';
import { computeBackOffMs, respectRequestedWait } from '../../src/time/back-off.ts';

const random = fc.double({ min: 0, max: 0.999, noNaN: true });

t.test(
  'the wait between attempts doubles up to 3 s during the first minute and up to 15 s later',
  async (t) => {
    t.same(
      [0, 1, 2, 3].map((attempt) => computeBackOffMs(attempt, 0, 0)),
      [200, 400, 800, 1_500],
    );
    t.equal(computeBackOffMs(30, 60_000, 0), 7_500);
    const property = fc.property(
      fc.nat({ max: 1_000 }),
      fc.nat({ max: 600_000 }),
      random,
      (attempt, failing, n) => {
        const wait = computeBackOffMs(attempt, failing, n);
        return wait >= 200 && wait <= (failing < 60_000 ? 3_000 : 15_000);
      },
    );
    t.doesNotThrow(() => fc.assert(property));
  },
);

t.test(
  'the wait between attempts is at least as long as the server requests, up to one minute',
  async (t) => {
    t.equal(respectRequestedWait(500, undefined, 0.5), 500);
    t.equal(respectRequestedWait(5_000, 1_000, 0.5), 5_000);
    t.equal(respectRequestedWait(500, 86_400_000, 0), 60_000, 'a proxy may ask for a day');
    const property = fc.property(fc.nat(), fc.nat(), random, (wait, requested, n) => {
      const actual = respectRequestedWait(wait, requested, n);
      const counted = Math.min(requested, 60_000);
      return actual >= counted && actual <= Math.max(wait, counted * 1.25);
    });
    t.doesNotThrow(() => fc.assert(property));
  },
);
