import { jittered, sleep } from '@kcs/service-kit';
import type { Database } from '../database/database.ts';
import type { PrismaClient } from '../generated/client.ts';

/** Each step is a statement and a commit of its own, far below what a statement may take. */
const MOST_PER_STEP = 2_000;
const MOST_ROOMS = 1_000;
/** Between two steps: purging takes a part of the machine, not all of it, also when much is waiting. */
const PAUSE_MS = 100;

/**
 * Deletes what is past its keeping: events outside the partitions, dead letters, and what deleted rooms held once
 * their events are gone too. Waits for nobody who holds a row, keeps nobody waiting, and is harmless when several
 * replicas do it at once; what it leaves comes at its next turn.
 */
export async function purge({ prisma }: Database, keepDays: number, signal?: AbortSignal): Promise<void> {
  const inSteps = async (step: () => Promise<number>) => {
    while (!signal?.aborted && (await step()) === MOST_PER_STEP) await sleep(jittered(PAUSE_MS));
  };
  await inSteps(
    () => prisma.$executeRaw`
      DELETE FROM room_events_default WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM room_events_default WHERE created_at < now() - make_interval(days => ${keepDays}::integer)
        LIMIT ${MOST_PER_STEP} FOR UPDATE SKIP LOCKED))`,
  );
  await inSteps(
    () => prisma.$executeRaw`
      DELETE FROM dead_letters WHERE id = ANY (ARRAY(
        SELECT id FROM dead_letters WHERE created_at < now() - make_interval(days => ${keepDays}::integer)
        LIMIT ${MOST_PER_STEP} FOR UPDATE SKIP LOCKED))`,
  );
  const rooms = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM rooms WHERE deleted_at < now() - make_interval(days => ${keepDays}::integer) LIMIT ${MOST_ROOMS}`;
  for (const { id } of rooms) {
    if (signal?.aborted) return;
    await inSteps(() => purgeMessages(prisma, id));
    await purgeEmptyRoom(prisma, id);
  }
}

async function purgeMessages(prisma: PrismaClient, roomId: string): Promise<number> {
  const [gone] = await prisma.$queryRaw<[{ count: number }]>`
    WITH gone AS (
      DELETE FROM messages WHERE id = ANY (ARRAY(
        SELECT id FROM messages WHERE room_id = ${roomId} ORDER BY seq LIMIT ${MOST_PER_STEP} FOR UPDATE SKIP LOCKED))
      RETURNING id
    ), reacted AS (
      DELETE FROM reactions WHERE message_id IN (SELECT id FROM gone)
    ), found AS (
      DELETE FROM message_search WHERE message_id IN (SELECT id FROM gone)
    )
    SELECT count(*)::integer AS count FROM gone`;
  return gone.count;
}

/** With its members. One whose messages are not all gone stays, or they would stay for ever. */
async function purgeEmptyRoom(prisma: PrismaClient, roomId: string): Promise<void> {
  await prisma.$executeRaw`
    WITH empty AS (
      DELETE FROM rooms WHERE id = ${roomId} AND NOT EXISTS (SELECT FROM messages WHERE room_id = ${roomId})
      RETURNING id
    )
    DELETE FROM search_progress WHERE room_id IN (SELECT id FROM empty)`;
}
