import { connectRedis } from '@kcs/service-kit';
import { startTestRedis } from '@kcs/testkit';
import t from 'tap';
import { createChangeBudget } from '../../src/limits/user-budgets.ts';
import { silentLogger } from '../support/start-fixture.ts';

const MAX_CHANGES_PER_SECOND = 3;
const rateLimitedError = { code: 'RATE_LIMITED', message: /at most 3 changes per second/ };

t.test('the change budget limits how many changes each user can make', async (t) => {
  const redisServer = await startTestRedis(t);
  const createBudgetWithRedis = async () => {
    const redis = await connectRedis({
      url: redisServer.urlOf('chat-api'),
      name: 'test',
      logger: silentLogger,
    });
    t.teardown(() => redis.destroy());
    return createChangeBudget(redis, MAX_CHANGES_PER_SECOND);
  };
  const [budget, otherReplica] = await Promise.all([createBudgetWithRedis(), createBudgetWithRedis()]);

  t.test('all replicas share a user’s budget, and each user has a separate budget', async (t) => {
    await budget.take('ada');
    await otherReplica.take('ada');
    await budget.take('ada');
    await t.rejects(otherReplica.take('ada'), rateLimitedError);
    await t.resolves(budget.take('bob'));
  });

  t.test('the error for a refused change says how long to wait', async (t) => {
    const refusalError = await budget.take('ada').then(
      () => t.fail('expected a refusal'),
      (error) => error,
    );
    t.ok(
      refusalError.retryAfterMs >= 1 && refusalError.retryAfterMs <= 1_000,
      `${refusalError.retryAfterMs} ms`,
    );
  });

  t.test('after a change is refunded, the budget allows another change', async (t) => {
    for (let n = 0; n < MAX_CHANGES_PER_SECOND; n++) await budget.take('cyd');
    await budget.refund('cyd');
    await t.resolves(otherReplica.take('cyd'));
    await t.rejects(budget.take('cyd'), rateLimitedError);
  });

  t.test('without Redis, each replica limits changes separately', async (t) => {
    await redisServer.stop();
    for (let n = 0; n < MAX_CHANGES_PER_SECOND; n++) await budget.take('dan');
    await t.rejects(budget.take('dan'), rateLimitedError);
    await t.resolves(budget.refund('dan'), 'a refund never fails');
  });
});
