import fc from 'fast-check';
import t from 'tap';
import { computeBackOffMs, extendToRequestedWaitMs } from '../../src/time/back-off.ts';

const randomNumberArbitrary = fc.double({ min: 0, max: 0.999, noNaN: true });

t.test(
  'the wait between attempts doubles up to 3 s during the first minute and up to 15 s later',
  async (t) => {
    t.same(
      [0, 1, 2, 3].map((attempt) => computeBackOffMs(attempt, 0, 0)),
      [200, 400, 800, 1_500],
    );
    t.equal(computeBackOffMs(30, 60_000, 0), 7_500);
    const backOffProperty = fc.property(
      fc.nat({ max: 1_000 }),
      fc.nat({ max: 600_000 }),
      randomNumberArbitrary,
      (attempt, failing, n) => {
        const waitMs = computeBackOffMs(attempt, failing, n);
        return waitMs >= 200 && waitMs <= (failing < 60_000 ? 3_000 : 15_000);
      },
    );
    t.doesNotThrow(() => fc.assert(backOffProperty));
  },
);

t.test(
  'the wait between attempts is at least as long as the server requests, up to one minute',
  async (t) => {
    t.equal(extendToRequestedWaitMs(500, undefined, 0.5), 500);
    t.equal(extendToRequestedWaitMs(5_000, 1_000, 0.5), 5_000);
    t.equal(extendToRequestedWaitMs(500, 86_400_000, 0), 60_000, 'a proxy may ask for a day');
    const requestedWaitProperty = fc.property(
      fc.nat(),
      fc.nat(),
      randomNumberArbitrary,
      (wait, requested, n) => {
        const actualWaitMs = extendToRequestedWaitMs(wait, requested, n);
        const limitedRequestedMs = Math.min(requested, 60_000);
        return (
          actualWaitMs >= limitedRequestedMs && actualWaitMs <= Math.max(wait, limitedRequestedMs * 1.25)
        );
      },
    );
    t.doesNotThrow(() => fc.assert(requestedWaitProperty));
  },
);
