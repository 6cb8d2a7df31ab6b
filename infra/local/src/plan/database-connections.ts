import type { Settings } from './settings.ts';

const DEFAULT_POOL_SIZE = '16';
/** Connections for migrations and for people. */
const SPARE_CONNECTIONS = 20;
const MIN_CONNECTIONS = 100;

/**
 * Returns how many connections each chat-api opens at most, as the user configured it, and how many PostgreSQL must
 * allow for all of them. The pool size is not validated here: chat-api does that.
 */
export function databaseConnections({ apis, env }: Pick<Settings, 'apis' | 'env'>) {
  const poolSize = env.DATABASE_POOL_SIZE || DEFAULT_POOL_SIZE;
  const needed = apis * (Number(poolSize) || 0) + SPARE_CONNECTIONS;
  return { poolSize, maxConnections: Math.max(MIN_CONNECTIONS, needed) };
}
