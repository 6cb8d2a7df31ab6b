import { ChatError } from '@kcs/contracts';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { MessageBudget } from './message-budget.ts';

/**
 * MESSAGES_PER_SECOND_PER_USER, counted in Redis over all replicas; while Redis is away each replica counts alone.
 */
export function redisMessageBudget(redis: unknown, perSecond: number): MessageBudget {
  const window = { keyPrefix: 'kcs:limit:messages', points: perSecond, duration: 1 };
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    useRedisPackage: true,
    ...window,
    // No block in memory beside it: that would outlast what repeats give back.
    insuranceLimiter: new RateLimiterMemory(window),
  });
  return {
    async take(userId) {
      try {
        await limiter.consume(userId);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new ChatError(
          'RATE_LIMITED',
          `At most ${perSecond} messages a second; wait a moment and send again.`,
          {
            retryAfterMs: Math.max(1, refusal.msBeforeNext),
          },
        );
      }
    },
    async giveBack(userId) {
      await limiter.reward(userId).catch(() => {});
    },
  };
}
