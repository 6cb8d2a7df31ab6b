import type { Database } from '../database/database.ts';

// Longer than any access token lives, so that the reason of an end can be told for as long as somebody may ask.
const KEPT_DAYS = 400;
const PER_RUN = 5_000;
// A token of an identity provider has one each, some for minutes; ended or not, it must stay until no clock takes it.
const EXTERNAL_KEPT_HOURS = 24;
const EXTERNAL_RUNS = 100;

/** Deletes sessions that ended long ago, a bounded number a time; harmless when several replicas do it at once. */
export async function pruneSessions({ prisma }: Pick<Database, 'prisma'>): Promise<number> {
  let external = 0;
  for (let run = 0; run < EXTERNAL_RUNS; run++) {
    const gone = await prisma.$executeRaw`
      DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions
        WHERE external AND expires_at < now() - make_interval(hours => ${EXTERNAL_KEPT_HOURS}::int)
        LIMIT ${PER_RUN} FOR UPDATE SKIP LOCKED)`;
    external += gone;
    if (gone < PER_RUN) break;
  }
  const own = await prisma.$executeRaw`
    DELETE FROM sessions WHERE id IN (
      SELECT id FROM sessions
      WHERE NOT external AND LEAST(ended_at, expires_at) < now() - make_interval(days => ${KEPT_DAYS}::int)
      LIMIT ${PER_RUN} FOR UPDATE SKIP LOCKED)`;
  return own + external;
}
