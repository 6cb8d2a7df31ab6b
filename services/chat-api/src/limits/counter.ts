import type { RedisClient } from '@kcs/service-kit';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

interface CounterOptions {
  readonly keyPrefix: string;
  /** The time in seconds after which a count restarts at zero. */
  readonly windowS: number;
}

/**
 * Creates a counter with one count per key. All replicas share the counts through Redis. While Redis is unavailable,
 * each replica counts separately, so the methods never throw.
 */
export function createCounter(redis: RedisClient, { keyPrefix, windowS }: CounterOptions): RateLimiterRedis {
  // Ignore the limit of the library (`points`), because the callers compare the counts with their own limits.
  const counterOptions = { keyPrefix, points: 1, duration: windowS };
  return new RateLimiterRedis({
    ...counterOptions,
    storeClient: redis,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(counterOptions),
  });
}
