import { ConfigError, retry } from '@kcs/service-kit';
import type { Database } from './database.ts';

/**
 * How long to wait for PostgreSQL and for the migrate job. An orchestrator may start both at the same time as chat-api.
 */
const DATABASE_READY_TIMEOUT_MS = 30_000;

/**
 * Waits until PostgreSQL answers a query on the `sessions` table, which the migrate job creates.
 *
 * If no query succeeds within 30 s, throws the error of the last query. Throws `ConfigError` if connections do not use
 * UTC.
 */
export async function waitUntilDatabaseReady({ prisma }: Pick<Database, 'prisma'>): Promise<void> {
  await retry(() => prisma.session.findFirst({ select: { id: true } }), {
    baseMs: 200,
    maxMs: 2_000,
    signal: AbortSignal.timeout(DATABASE_READY_TIMEOUT_MS),
  });
  const [{ zone }] = await prisma.$queryRaw<[{ zone: string }]>`SELECT current_setting('TimeZone') AS zone`;
  if (zone === 'UTC') return;
  throw new ConfigError([
    `DATABASE_URL opens connections in the time zone ${zone}, which would store wrong times. Remove \`options\` from DATABASE_URL, or set TimeZone=UTC in \`options\` and in any connection pooler.`,
  ]);
}
