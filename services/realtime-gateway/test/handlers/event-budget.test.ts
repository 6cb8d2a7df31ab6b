import fc from 'fast-check';
import t from 'tap';
import { EventBudget } from '../../src/handlers/event-budget.ts';
import { createEventBudgetState } from '../../src/sockets/event-budget-state.ts';

/** Returns one user's event budgets on several gateways. All of them share a fake Redis and a virtual clock. */
function startEventBudgets({ gateways = 2, perSecond = 100 } = {}) {
  const fakeClock = { now: 0 };
  const fakeRedis = { count: 0, calls: 0, expiresAt: 0, isDown: false };
  const countEventsInFakeRedis = async (_userId: string, events: number) => {
    fakeRedis.calls += 1;
    if (fakeRedis.isDown) throw new Error('Redis is down');
    if (fakeClock.now >= fakeRedis.expiresAt)
      Object.assign(fakeRedis, { count: 0, expiresAt: fakeClock.now + 1_000 });
    fakeRedis.count += events;
    return fakeRedis.count;
  };
  const takeFromBudgetFunctions = Array.from({ length: gateways }, () => {
    const eventBudget = new EventBudget({
      perSecond,
      count: countEventsInFakeRedis,
      now: () => fakeClock.now,
    });
    const budgetUser = { id: 'ada', events: createEventBudgetState() };
    return (cost?: number) => eventBudget.take(budgetUser, cost);
  });
  return { clock: fakeClock, redis: fakeRedis, takeFunctions: takeFromBudgetFunctions };
}

const countAllowedEvents = async (answers: (boolean | Promise<boolean>)[]) =>
  (await Promise.all(answers)).filter(Boolean).length;

t.test('LIM-2: the event limit applies to all sockets of a user on all gateways together', async (t) => {
  for (const gateways of [1, 2, 4]) {
    const { clock, takeFunctions } = startEventBudgets({ gateways });
    for (let second = 0; second < 3; second += 1) {
      clock.now = second * 1_000;
      const budgetDecisions = Array.from({ length: 600 }, (_, n) => takeFunctions[n % gateways]?.() ?? false);
      const allowedCount = await countAllowedEvents(budgetDecisions);
      t.ok(allowedCount >= 80 && allowedCount <= 100, `${allowedCount} of 600 over ${gateways} gateways`);
    }
  }
});

t.test('an ordinary number of events passes immediately, without a request to Redis', async (t) => {
  const { clock, redis, takeFunctions } = startEventBudgets();
  for (let second = 0; second < 5; second += 1) {
    clock.now = second * 1_000;
    for (let n = 0; n < 10; n += 1) t.equal(takeFunctions[0]?.(), true);
  }
  t.equal(redis.calls, 0);
});

t.test('events keep their order while they wait for Redis to count them', async (t) => {
  const { takeFunctions } = startEventBudgets({ gateways: 1 });
  const handledOrder: number[] = [];
  const handleEvent = async (n: number) => {
    const budgetDecision = takeFunctions[0]?.();
    if (budgetDecision === true || (await budgetDecision)) handledOrder.push(n);
  };
  await Promise.all(Array.from({ length: 100 }, (_, n) => handleEvent(n)));
  t.same(
    handledOrder,
    [...handledOrder].sort((a, b) => a - b),
  );
  t.equal(handledOrder.length, 100);
});

t.test('while Redis is down, each gateway applies the event limit to its own sockets', async (t) => {
  const { redis, takeFunctions } = startEventBudgets();
  redis.isDown = true;
  for (const take of takeFunctions) {
    t.equal(await countAllowedEvents(Array.from({ length: 300 }, () => take())), 100);
  }
});

t.test(
  'after a refusal, later events in the same second are refused without a request to Redis',
  async (t) => {
    const { redis, takeFunctions } = startEventBudgets({ gateways: 1 });
    await countAllowedEvents(Array.from({ length: 200 }, () => takeFunctions[0]?.() ?? false));
    const { calls } = redis;
    t.equal(await countAllowedEvents(Array.from({ length: 200 }, () => takeFunctions[0]?.() ?? false)), 0);
    t.equal(redis.calls, calls);
  },
);

t.test('an event that costs more than the limit passes at the beginning of a second', async (t) => {
  for (const perSecond of [1, 7, 20]) {
    const { clock, takeFunctions } = startEventBudgets({ gateways: 1, perSecond });
    t.equal(await takeFunctions[0]?.(500), true);
    t.equal(await takeFunctions[0]?.(), false);
    clock.now = 1_000;
    t.equal(await takeFunctions[0]?.(500), true);
  }
});

t.test(
  'gateways exceed the shared event limit at most by the events that they allow without Redis',
  async (t) => {
    const eventStepArbitrary = fc.record({
      gateway: fc.nat({ max: 2 }),
      cost: fc.integer({ min: 1, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(eventStepArbitrary, { maxLength: 80 }),
        fc.integer({ min: 10, max: 100 }),
        async (steps, perSecond) => {
          const { takeFunctions } = startEventBudgets({ gateways: 3, perSecond });
          const uncountedEventCount = Math.ceil(perSecond / 10);
          const pendingPassedCosts = steps.map(async ({ gateway, cost }) =>
            (await takeFunctions[gateway]?.(cost)) ? Math.min(cost, perSecond) : 0,
          );
          const totalPassedCost = (await Promise.all(pendingPassedCosts)).reduce(
            (sum, cost) => sum + cost,
            0,
          );
          // Each of the three gateways allows a few events without Redis. The total may therefore exceed the limit by
          // the events of two gateways.
          return totalPassedCost <= perSecond + 2 * uncountedEventCount;
        },
      ),
    );
    t.pass('for any events');
  },
);
