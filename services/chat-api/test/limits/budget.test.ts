import { connectRedis } from '@kcs/service-kit';
import { startTestRedis } from '@kcs/testkit';
import t from 'tap';
import { createChangeBudget } from '../../src/limits/change-budget.ts';
import { silentLogger } from '../support/start-fixture.ts';

/** So few changes that no replica may grant any of them without asking Redis. */
const MAX_CHANGES_PER_SECOND = 3;
const rateLimitedError = { code: 'RATE_LIMITED', message: /at most 3 changes per second/ };

t.test('the change budget limits how many changes each user can make', async (t) => {
  const redisServer = await startTestRedis(t);
  let nowMs = 1_000_400;
  const createBudgetWithRedis = async (perSecond = MAX_CHANGES_PER_SECOND) => {
    const redis = await connectRedis({
      url: redisServer.urlOf('chat-api'),
      name: 'test',
      logger: silentLogger,
    });
    t.teardown(() => redis.destroy());
    return createChangeBudget(redis, perSecond, () => nowMs);
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
    t.equal(refusalError.retryAfterMs, 600);
    nowMs += 600;
    await t.resolves(budget.take('ada'), 'after this time, the budget is full again');
  });

  t.test('a replica asks Redis only about users who have used its share of a quarter', async (t) => {
    const adminRedis = await connectRedis({
      url: redisServer.urlOf('admin'),
      name: 'test',
      logger: silentLogger,
    });
    t.teardown(() => adminRedis.destroy());
    const [busy, quiet] = await Promise.all([createBudgetWithRedis(8), createBudgetWithRedis(8)]);
    const countSharedChanges = async () => Number(await adminRedis.get('kcs:limit:messages:eve:1001'));
    for (let n = 0; n < 2; n += 1) await busy.take('eve');
    t.equal(await countSharedChanges(), 0);
    await busy.take('eve');
    t.equal(await countSharedChanges(), 3, 'the earlier changes are included');
    await busy.refund('eve');
    t.equal(await countSharedChanges(), 0);
    for (let n = 0; n < 6; n += 1) await busy.take('eve');
    await t.rejects(busy.take('eve'), { code: 'RATE_LIMITED' });
    for (let n = 0; n < 2; n += 1) await quiet.take('eve');
    await t.rejects(quiet.take('eve'), { code: 'RATE_LIMITED' }, 'one share above the limit');
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
