import t from 'tap';
import { takeEvent } from '../../src/handlers/event-budget.ts';

t.test('a user has so many events per second, from the first moment of the process', async (t) => {
  const user = { budget: 0, budgetFrom: Number.NEGATIVE_INFINITY };
  const take = (now: number) => takeEvent(user, 2, now);
  t.same([take(5), take(6), take(7), take(1_004), take(1_005)], [true, true, false, false, true]);
});
