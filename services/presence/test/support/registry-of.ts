import type { Test } from 'tap';
import { RedisRegistry } from '../../src/registry/redis-registry.ts';
import type { RegistrySettings } from '../../src/registry/registry-settings.ts';
import { redisClient } from './start-redis.ts';

export const SETTINGS: RegistrySettings = {
  replica: 'presence-a',
  beatMs: 3000,
  leaseMs: 10_000,
  graceMs: 5000,
  socketsPerUser: 3,
  claimMs: 5000,
  changesPerBatch: 64,
};

/** A registry on a client of its own, as a replica has. */
export async function registryOf(t: Test, url: string, settings: Partial<RegistrySettings> = {}) {
  const client = await redisClient(t, url);
  return { client, registry: new RedisRegistry(client, { ...SETTINGS, ...settings }) };
}
