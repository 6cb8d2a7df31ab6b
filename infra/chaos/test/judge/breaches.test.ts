import t from 'tap';
import { findBreaches, percentile } from '../../src/judge/breaches.ts';
import { createRow, type Row } from '../../src/judge/ledger.ts';

t.test('a percentile is one of the measured samples', async (t) => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
  t.equal(percentile(hundred, 0.5), 50);
  t.equal(percentile(hundred, 0.99), 99);
  t.equal(percentile(hundred, 1), 100);
  t.equal(percentile([], 0.99), null);
  t.equal(percentile([1, Number.POSITIVE_INFINITY], 0.99), Number.POSITIVE_INFINITY);
});

t.test('each broken promise is reported as a breach, and a row without one has no breach', async (t) => {
  const demand = { caughtUpWithinMs: 5_000 };
  const good = (): Row => ({ ...createRow('a fault'), acknowledged: 9, catchUpMs: [10, 20] });
  t.same(findBreaches(good(), demand), []);
  const broken: Record<string, Partial<Row>> = {
    lost: { lost: 1 },
    undelivered: { undelivered: 1 },
    'plain repeat': { plain: { repeated: 1, outOfOrder: 0 } },
    'plain out of order': { plain: { repeated: 0, outOfOrder: 1 } },
    'library duplicate': { library: { repeated: 1, outOfOrder: 0 } },
    'library out of order': { library: { repeated: 0, outOfOrder: 1 } },
    late: { catchUpMs: [10, 5_001] },
  };
  for (const [name, change] of Object.entries(broken)) {
    t.equal(findBreaches({ ...good(), ...change }, demand).length, 1, name);
  }
  t.equal(findBreaches({ ...good(), catchUpMs: [Number.POSITIVE_INFINITY] }, demand).length, 2, 'never');
});
