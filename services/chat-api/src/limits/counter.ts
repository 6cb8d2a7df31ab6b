import type { RedisClient } from '@kcs/service-kit';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

interface CounterOptions {
  readonly keyPrefix: string;
  /** The number of seconds after which a count restarts at zero. */
  readonly windowS: number;
}

type UsageCounter = Pick<RateLimiterRedis, 'get' | 'set' | 'penalty' | 'reward' | 'delete'>;

/**
 * Creates a counter with one count per key. All replicas share the counts through Redis. While Redis is unavailable or
 * refuses writes, each replica counts separately, so the methods never throw.
 */
export function createUsageCounter(redis: RedisClient, { keyPrefix, windowS }: CounterOptions): UsageCounter {
  // The library requires a limit (`points`), but nothing uses it, because the callers compare the counts with their own
  // limits.
  const rateLimiterOptions = { keyPrefix, points: 1, duration: windowS };
  const replicaCounter = new RateLimiterMemory(rateLimiterOptions);
  const sharedCounter = new RateLimiterRedis({
    ...rateLimiterOptions,
    storeClient: redis,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    insuranceLimiter: replicaCounter,
  });
  return {
    // A full or read-only Redis still answers reads, but its counts lack the writes that it has refused. This replica
    // has counted those writes itself, so use the higher of the two counts.
    async get(key) {
      const [shared, own] = await Promise.all([sharedCounter.get(key), replicaCounter.get(key)]);
      return (own?.consumedPoints ?? 0) > (shared?.consumedPoints ?? 0) ? own : shared;
    },
    set: (key, count, seconds) => sharedCounter.set(key, count, seconds),
    penalty: (key, amount) => sharedCounter.penalty(key, amount),
    reward: (key, amount) => sharedCounter.reward(key, amount),
    async delete(key) {
      await replicaCounter.delete(key);
      return sharedCounter.delete(key);
    },
  };
}
