import type { Settings } from './settings.ts';

/** Where nothing else is said. */
const POOL_SIZE = '16';
/** For migrations, and for looking around by hand. */
const SPARE = 20;
const LEAST = 100;

/** What each chat-api opens to PostgreSQL at most (as said, right or wrong: chat-api judges it), and room for all of it. */
export function databaseConnections({ apis, env }: Pick<Settings, 'apis' | 'env'>) {
  const poolSize = env.DATABASE_POOL_SIZE || POOL_SIZE;
  return { poolSize, maxConnections: Math.max(LEAST, apis * (Number(poolSize) || 0) + SPARE) };
}
