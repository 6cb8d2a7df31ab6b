import { ChatError } from '@kcs/contracts';
import type { RedisClient } from '@kcs/service-kit';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Limits how many messages a user may send per second, counted over all replicas (LIM-1). */
export interface MessageBudget {
  /**
   * Takes one message from the user's budget. Throws `RATE_LIMITED` with the time to wait if the budget is used up.
   * Refused attempts count too.
   */
  take(userId: string): Promise<void>;
  /** Returns one message to the user's budget, because the send was only a repeat. */
  refund(userId: string): Promise<void>;
}

/** Creates a message budget that is counted in Redis. While Redis is unavailable, each replica counts separately. */
export function createMessageBudget(redis: RedisClient, perSecond: number): MessageBudget {
  const window = { keyPrefix: 'kcs:limit:messages', points: perSecond, duration: 1 };
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    useRedisPackage: true,
    ...window,
    // Do not use the library's in-memory block (`inMemoryBlockOnConsumed`), because it ignores refunds.
    insuranceLimiter: new RateLimiterMemory(window),
  });
  return {
    async take(userId) {
      try {
        await limiter.consume(userId);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const message = `You can send at most ${perSecond} messages per second. Wait a moment and send it again.`;
        throw new ChatError('RATE_LIMITED', message, { retryAfterMs: Math.max(1, refusal.msBeforeNext) });
      }
    },
    async refund(userId) {
      await limiter.reward(userId).catch(() => {});
    },
  };
}
