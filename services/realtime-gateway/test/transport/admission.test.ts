import fc from 'fast-check';
import t from 'tap';
import { ConnectionAdmission } from '../../src/transport/admission.ts';

t.test('a connection is refused if the gateway is full or not ready', async (t) => {
  const connectionAdmission = new ConnectionAdmission({ connections: 10, connectsPerSecond: 1 });
  t.equal(connectionAdmission.check(0, false, 0), 'NOT_READY');
  t.equal(connectionAdmission.check(0, true, 10), 'OVER_CAPACITY');
  t.equal(connectionAdmission.check(0, true, 9), undefined, 'refused connections take no token');
});

t.test(
  'LIM-6: a fifth of the connections per second is admitted at once, and the others evenly',
  async (t) => {
    const connectionAdmission = new ConnectionAdmission({ connections: 1_000, connectsPerSecond: 100 });
    const countAdmitted = (now: number) =>
      Array.from({ length: 50 }, () => connectionAdmission.check(now, true, 0)).filter(
        (refusal) => refusal === undefined,
      ).length;
    t.equal(countAdmitted(5_000), 20);
    t.equal(countAdmitted(5_000), 0);
    t.equal(countAdmitted(5_100), 10);
    t.equal(countAdmitted(5_109), 0);
    t.equal(countAdmitted(5_110), 1);
    t.equal(countAdmitted(9_000), 20, 'a quiet time does not save up more');
  },
);

t.test('LIM-6: whenever connections arrive, no period admits more than its share', async (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 200 }),
      (connectsPerSecond, pausesMs) => {
        const connectionAdmission = new ConnectionAdmission({ connections: 1_000, connectsPerSecond });
        let now = 0;
        const admittedTimes = pausesMs.flatMap((pauseMs) => {
          now += pauseMs;
          return connectionAdmission.check(now, true, 0) === undefined ? [now] : [];
        });
        return admittedTimes.every((from, first) =>
          admittedTimes
            .slice(first)
            .every(
              (to, n) =>
                n + 1 <=
                Math.max(1, 0.2 * connectsPerSecond) + ((to - from) * connectsPerSecond) / 1_000 + 1e-6,
            ),
        );
      },
    ),
    { numRuns: 50 },
  );
  t.pass();
});
