import type { StartSettings } from './settings.ts';

const DEFAULT_POOL_SIZE = '16';
/**
 * The number of connections that are kept free for migrations and manual queries, in addition to chat-api's connection
 * pools.
 */
const SPARE_CONNECTION_COUNT = 20;
const MIN_CONNECTION_LIMIT = 100;

/**
 * Returns the pool size of one chat-api replica, and the number of connections that PostgreSQL must allow in total. The
 * pool size is not validated here, because chat-api does that.
 */
export function planDatabaseConnections({ apis, env }: Pick<StartSettings, 'apis' | 'env'>) {
  const poolSize = env.DATABASE_POOL_SIZE || DEFAULT_POOL_SIZE;
  const requiredConnectionCount = apis * (Number(poolSize) || 0) + SPARE_CONNECTION_COUNT;
  return { poolSize, maxConnections: Math.max(MIN_CONNECTION_LIMIT, requiredConnectionCount) };
}
