import { addJitter, sleep } from '@kcs/service-kit';
import { encodeTime } from 'ulid';
import type { Database } from '../database/database.ts';

/** Maximum number of messages that one transaction deletes, so that sends to the room wait only briefly. */
const MAX_MESSAGES_PER_STEP = 500;
/** The pause between two steps. It prevents a large backlog from taking all of the CPU time. */
const PAUSE_BETWEEN_STEPS_MS = 100;
const MS_PER_DAY = 86_400_000;
const ULID_TIME_CHARS = 10;
const ULID_RANDOM_CHARS = 16;

/** Deletes all messages that are older than `keepDays` days (MSG-18). Several replicas may run this job at once. */
export function purgeOldMessages(db: Database, keepDays: number, signal?: AbortSignal): Promise<void> {
  const ulidTime = encodeTime(Date.now() - keepDays * MS_PER_DAY, ULID_TIME_CHARS).toLowerCase();
  return purgeMessagesBefore(db, `msg_${ulidTime}${'0'.repeat(ULID_RANDOM_CHARS)}`, signal);
}

/** Deletes all messages whose ids are below the given one. Ids begin with the time, so these are the oldest messages. */
export async function purgeMessagesBefore(
  { prisma }: Pick<Database, 'prisma'>,
  beforeId: string,
  signal?: AbortSignal,
): Promise<void> {
  while (!signal?.aborted) {
    const [oldest] = await prisma.$queryRaw<{ roomId: string }[]>`
      SELECT room_id AS "roomId" FROM messages WHERE id < ${beforeId} ORDER BY id LIMIT 1`;
    if (!oldest) return;
    const [step] = await prisma.$queryRaw<[{ purged: number }]>`
      SELECT purge_messages(${oldest.roomId}, ${beforeId}, ${MAX_MESSAGES_PER_STEP}::integer) AS purged`;
    if (step.purged === 0) return;
    await sleep(addJitter(PAUSE_BETWEEN_STEPS_MS));
  }
}
