import { type Logger, SharedClock } from '@kcs/service-kit';
import type { Database } from './database.ts';

/** Creates a clock that follows the time of the PostgreSQL server, so that all replicas agree on the time (AUTH-2). */
export function createDatabaseClock({ prisma }: Pick<Database, 'prisma'>, logger: Logger): SharedClock {
  const readDatabaseTime = async () => {
    const [row] = await prisma.$queryRaw<[{ ms: number }]>`
      SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`;
    return row.ms;
  };
  return new SharedClock({ source: 'PostgreSQL', read: readDatabaseTime, logger });
}
