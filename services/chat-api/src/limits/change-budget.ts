import { ChatError } from '@kcs/contracts';
import type { RedisClient } from '@kcs/service-kit';
import type { Budget } from './budget.ts';
import { createUsageCounter } from './counter.ts';

/**
 * The part of the limit that each replica grants without asking Redis. With the usual limit of 20, most people never
 * need more than these 5 changes within a second, so a lone message causes no Redis command.
 */
const OWN_SHARE_OF_LIMIT = 1 / 4;
const MS_PER_SECOND = 1_000;
/** The shared count of a second must outlive the second, even if the clocks of the replicas differ a little. */
const SHARED_COUNT_LIFETIME_S = 5;

/**
 * Creates the budget that limits how many changes a user may make in rooms per second: messages, edits, reactions, new
 * room names, added members, and so on (LIM-1).
 *
 * Each replica counts the changes of each user within the current second of the clock. Once a count exceeds the
 * replica's own share, all changes of that second are added to a count in Redis, which all replicas share. Users who
 * stay within the limit are never refused. Users whose changes reach several replicas can exceed the limit by one share
 * for each further replica.
 */
export function createChangeBudget(
  redis: RedisClient,
  perSecond: number,
  now: () => number = Date.now,
): Budget {
  const ownShare = Math.floor(perSecond * OWN_SHARE_OF_LIMIT);
  const sharedCounter = createUsageCounter(redis, {
    keyPrefix: 'kcs:limit:messages',
    windowS: SHARED_COUNT_LIFETIME_S,
  });
  const ownCounts = new Map<string, number>();
  let currentSecond = 0;
  const countShared = (ownCount: number) => (ownCount > ownShare ? ownCount : 0);

  /** Adds an amount to the user's own count. Returns the amount by which the shared count must change. */
  const changeOwnCount = (userId: string, amount: number): number => {
    const second = Math.floor(now() / MS_PER_SECOND);
    if (second !== currentSecond) ownCounts.clear();
    currentSecond = second;
    const countBefore = ownCounts.get(userId) ?? 0;
    const countAfter = Math.max(0, countBefore + amount);
    ownCounts.set(userId, countAfter);
    return countShared(countAfter) - countShared(countBefore);
  };
  const refund: Budget['refund'] = async (userId, amount = 1) => {
    const sharedDecrease = -changeOwnCount(userId, -amount);
    if (sharedDecrease > 0)
      await sharedCounter.reward(`${userId}:${currentSecond}`, sharedDecrease).catch(() => {});
  };
  return {
    async take(userId, { amount = 1 } = {}) {
      const sharedIncrease = changeOwnCount(userId, amount);
      if (sharedIncrease === 0) return;
      const { consumedPoints } = await sharedCounter.penalty(`${userId}:${currentSecond}`, sharedIncrease);
      if (consumedPoints <= perSecond) return;
      await refund(userId, amount);
      throw new ChatError(
        'RATE_LIMITED',
        `You can make at most ${perSecond} changes per second, such as messages, edits, and reactions. Wait a moment and try again.`,
        { retryAfterMs: MS_PER_SECOND - (now() % MS_PER_SECOND) },
      );
    },
    refund,
  };
}
