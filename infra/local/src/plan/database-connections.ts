import type { Settings } from './settings.ts';

const DEFAULT_POOL_SIZE = '16';
/**
 * The number of connections reserved for migrations and manual queries, in addition to the connection pools of
 * chat-api.
 */
const SPARE_CONNECTIONS = 20;
const MIN_CONNECTIONS = 100;

/**
 * Returns the pool size of each chat-api, and the number of connections that PostgreSQL must allow for all replicas.
 * chat-api validates the pool size, so this function does not.
 */
export function planDatabaseConnections({ apis, env }: Pick<Settings, 'apis' | 'env'>) {
  const poolSize = env.DATABASE_POOL_SIZE || DEFAULT_POOL_SIZE;
  const requiredConnections = apis * (Number(poolSize) || 0) + SPARE_CONNECTIONS;
  return { poolSize, maxConnections: Math.max(MIN_CONNECTIONS, requiredConnections) };
}
