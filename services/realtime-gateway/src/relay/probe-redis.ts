import { createKeyProbe } from '@kcs/service-kit';

const PROBE_TTL_MS = 60_000;

/**
 * Writes a Redis counter, as the rate limits do. Fails if Redis is read-only, out of memory, or cannot save its data.
 */
export const probeRedis = createKeyProbe('kcs:limit:events:probe', async (client, key) => {
  await client.incrBy(key, 0);
  await client.pExpire(key, PROBE_TTL_MS);
});
