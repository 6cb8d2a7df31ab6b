import { startTestRedis } from '@kcs/testkit';
import type { Test } from 'tap';
import { RedisRegistry } from '../../src/registry/redis-registry.ts';
import type { RegistrySettings } from '../../src/registry/registry-settings.ts';
import { openRedisClient } from './connections.ts';

const DEFAULT_REGISTRY_SETTINGS: RegistrySettings = {
  replica: 'presence-a',
  heartbeatMs: 3000,
  leaseMs: 10_000,
  graceMs: 5000,
  socketsPerUser: 3,
  claimMs: 5000,
  changesPerBatch: 64,
};

/** Returns a registry with its own Redis client, as in each replica. */
export async function openPresenceRegistry(t: Test, url: string, settings: Partial<RegistrySettings> = {}) {
  const redisClient = await openRedisClient(t, url);
  return {
    client: redisClient,
    registry: new RedisRegistry(redisClient, { ...DEFAULT_REGISTRY_SETTINGS, ...settings }),
  };
}

/** Starts a Redis server for the test. Returns a registry on that server and a Redis client with all permissions. */
export async function startTestRegistry(t: Test, settings: Partial<RegistrySettings> = {}) {
  const testRedis = await startTestRedis(t);
  const { registry } = await openPresenceRegistry(t, testRedis.urlOf('presence'), settings);
  return { registry, operator: await openRedisClient(t, testRedis.urlOf('admin')) };
}
