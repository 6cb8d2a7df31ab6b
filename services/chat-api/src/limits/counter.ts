import type { RedisClient } from '@kcs/service-kit';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

interface CounterOptions {
  /** The beginning of the counter's keys in Redis. */
  readonly keyPrefix: string;
  /** The time after which a key's count starts again at zero, in seconds. */
  readonly windowS: number;
}

/**
 * Creates a counter per key that all replicas share through Redis. While Redis is unavailable, each replica counts
 * separately, so no method throws.
 */
export function createCounter(redis: RedisClient, { keyPrefix, windowS }: CounterOptions): RateLimiterRedis {
  // The callers compare the counts with their own limits, so the library's limit is not used.
  const window = { keyPrefix, points: 1, duration: windowS };
  return new RateLimiterRedis({
    ...window,
    storeClient: redis,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(window),
  });
}
