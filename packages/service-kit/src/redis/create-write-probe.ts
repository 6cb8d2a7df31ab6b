import type { RedisProbe } from './watch-connection.ts';

/** How long Redis keeps the probe's key after the last write. */
const PROBE_KEY_TTL_MS = 60_000;

/**
 * Returns a probe that writes one small key. It fails if Redis is read-only, out of memory, or cannot save its data.
 */
export const createWriteProbe =
  (key: string): RedisProbe =>
  (client) =>
    client.set(key, '1', { expiration: { type: 'PX', value: PROBE_KEY_TTL_MS } });
