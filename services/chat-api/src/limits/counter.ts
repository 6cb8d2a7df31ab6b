import type { RedisClient } from '@kcs/service-kit';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

interface CounterOptions {
  /** The name of the counter in Redis. */
  readonly name: string;
  /** The time after which a key's count starts again at zero, in seconds. */
  readonly windowS: number;
}

/**
 * Creates a counter per key that all replicas share through Redis. While Redis is unavailable, each replica counts
 * separately, so no method throws.
 */
export function createCounter(redis: RedisClient, { name, windowS }: CounterOptions): RateLimiterRedis {
  // The callers compare the counts with their own limits, so the library's limit is not used.
  const window = { keyPrefix: `kcs:${name}`, points: 1, duration: windowS };
  return new RateLimiterRedis({
    ...window,
    storeClient: redis,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(window),
  });
}
