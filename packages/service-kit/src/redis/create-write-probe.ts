import type { RedisClient } from './redis-client.ts';
import type { RedisProbe } from './watch-connection.ts';

/** How long Redis keeps the probe's key after the last write. */
const PROBE_KEY_TTL_MS = 60_000;

/**
 * Returns a probe that calls `write` with the key. On a Redis Cluster, the probe calls `write` once for each master, with
 * a key of that master. A key with a hash tag always belongs to one master, so `write` is called for that master only.
 */
export const createKeyProbe =
  (key: string, write: (client: RedisClient, key: string) => Promise<unknown>): RedisProbe =>
  (client, keySuffixes = listKeySuffixes(client)) => {
    const keys = key.includes('{') ? [key] : keySuffixes.map((suffix) => `${key}${suffix}`);
    return Promise.all(keys.map((probeKey) => write(client, probeKey)));
  };

/**
 * Returns a probe that writes one small key. It fails if Redis is read-only, out of memory, or cannot save its data.
 */
export const createWriteProbe = (key: string): RedisProbe =>
  createKeyProbe(key, (client, probeKey) =>
    client.set(probeKey, '1', { expiration: { type: 'PX', value: PROBE_KEY_TTL_MS } }),
  );

/** Returns a key suffix for each master of a Redis Cluster, and one empty suffix for any other Redis. */
function listKeySuffixes(
  client: { readonly keySuffixes?: readonly string[] } & RedisClient,
): readonly string[] {
  return client.keySuffixes ?? [''];
}
