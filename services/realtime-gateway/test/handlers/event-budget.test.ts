import t from 'tap';
import { takeFromEventBudget } from '../../src/handlers/event-budget.ts';

t.test('each user has a budget of events per second, even in the first second of the process', async (t) => {
  const user = { budget: 0, budgetFrom: Number.NEGATIVE_INFINITY };
  const take = (now: number) => takeFromEventBudget(user, 2, now);
  t.same([take(5), take(6), take(7), take(1_004), take(1_005)], [true, true, false, false, true]);
});
