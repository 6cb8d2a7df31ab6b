import { addJitter, sleep } from '@kcs/service-kit';
import { encodeTime } from 'ulid';
import type { Database } from '../database/database.ts';

/** Maximum number of messages that one transaction deletes, so that sends to the room wait only briefly. */
const MAX_MESSAGES_PER_STEP = 500;
/** The pause between two steps. It prevents a large backlog from taking all of the CPU time. */
const PAUSE_BETWEEN_STEPS_MS = 100;
const ULID_TIME_CHARS = 10;
/** No id of the same millisecond sorts after one with this random part. */
const LAST_ULID_RANDOM_PART = 'z'.repeat(16);

/**
 * Deletes all messages that are older than `keepDays` days (MSG-18). Several replicas may run this job at once. The clock
 * of PostgreSQL decides, so a replica with a wrong clock deletes no message too early.
 */
export async function purgeOldMessages(
  db: Pick<Database, 'prisma'>,
  keepDays: number,
  signal?: AbortSignal,
): Promise<void> {
  const [{ before }] = await db.prisma.$queryRaw<[{ before: Date }]>`
    SELECT now() - make_interval(days => ${keepDays}::integer) AS before`;
  await purgeMessagesBefore(db, before, signal);
}

/** Deletes all messages that were created before the given time. */
export async function purgeMessagesBefore(
  { prisma }: Pick<Database, 'prisma'>,
  before: Date,
  signal?: AbortSignal,
): Promise<void> {
  // Ids begin with a time, so the index on ids finds old messages. A replica with a wrong clock may have created an id that
  // begins with an earlier time, so `created_at` must be earlier, too.
  const beforeId = `msg_${encodeTime(before.getTime(), ULID_TIME_CHARS).toLowerCase()}${LAST_ULID_RANDOM_PART}`;
  let afterId = '';
  while (!signal?.aborted) {
    const [oldest] = await prisma.$queryRaw<{ id: string; roomId: string }[]>`
      SELECT id, room_id AS "roomId" FROM messages
      WHERE id > ${afterId} AND id <= ${beforeId} AND created_at < ${before} ORDER BY id LIMIT 1`;
    if (!oldest) return;
    const [step] = await prisma.$queryRaw<[{ purged: number }]>`
      SELECT purge_messages_v2(${oldest.roomId}, ${before}::timestamptz, ${MAX_MESSAGES_PER_STEP}::integer) AS purged`;
    // The message follows one that is not old yet, so it is deleted later, together with that message.
    if (step.purged === 0) afterId = oldest.id;
    await sleep(addJitter(PAUSE_BETWEEN_STEPS_MS));
  }
}
