import fc from 'fast-check';
import t from 'tap';
import { ExpiryWheel } from '../../src/sessions/expiry-wheel.ts';

t.test('each item is due once, never early and at most a second late', async () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 50 }), (times) => {
      const expiryWheel = new ExpiryWheel<number>();
      for (const [item, at] of times.entries()) expiryWheel.set(item, at);
      const dueTimesByItem = new Map<number, number>();
      for (let now = 0; now <= 22_000; now += 500) {
        for (const item of expiryWheel.due(now)) {
          if (dueTimesByItem.has(item)) return false;
          dueTimesByItem.set(item, now);
        }
      }
      return times.every((at, item) => {
        const dueTime = dueTimesByItem.get(item) ?? Number.NaN;
        return dueTime >= at && dueTime <= at + 1_500;
      });
    }),
  );
});

t.test('an item whose time changes is due at the new time, and a deleted item is never due', async (t) => {
  const expiryWheel = new ExpiryWheel<string>();
  expiryWheel.set('a', 1_000);
  expiryWheel.set('a', 5_000);
  expiryWheel.set('b', 1_000);
  expiryWheel.delete('b');
  t.same(expiryWheel.due(4_000), []);
  t.same(expiryWheel.due(5_000), ['a']);
});
