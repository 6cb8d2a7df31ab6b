import type { RedisClient } from '@kcs/service-kit';

const PROBE_COUNTER_KEY = 'kcs:limit:events:probe';
const PROBE_TTL_MS = 60_000;

/**
 * Writes a Redis counter, as the rate limits do. Fails if Redis is read-only, out of memory, or cannot save its data.
 */
export async function probeRedis(client: RedisClient): Promise<void> {
  await client.incrBy(PROBE_COUNTER_KEY, 0);
  await client.pExpire(PROBE_COUNTER_KEY, PROBE_TTL_MS);
}
