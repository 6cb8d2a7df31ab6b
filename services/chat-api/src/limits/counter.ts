import type { RedisClient } from '@kcs/service-kit';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

interface CounterOptions {
  /** The prefix of the counter's Redis keys. */
  readonly keyPrefix: string;
  /** The time after which a key's count starts again at zero, in seconds. */
  readonly windowS: number;
}

/**
 * Creates a counter that keeps one count per key. All replicas share the counts through Redis. While Redis is
 * unavailable, each replica counts separately, so no method throws.
 */
export function createCounter(redis: RedisClient, { keyPrefix, windowS }: CounterOptions): RateLimiterRedis {
  // The library's own limit is not used, because the callers compare the counts with their own limits.
  const window = { keyPrefix, points: 1, duration: windowS };
  return new RateLimiterRedis({
    ...window,
    storeClient: redis,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(window),
  });
}
