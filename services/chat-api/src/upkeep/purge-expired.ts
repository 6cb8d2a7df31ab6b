import { addJitter, sleep } from '@kcs/service-kit';
import type { Database } from '../database/database.ts';
import type { PrismaClient } from '../generated/client.ts';

/**
 * Maximum number of rows that one step deletes. A step is a single statement. With this limit, it takes far less time
 * than the statement timeout.
 */
const MAX_ROWS_PER_STEP = 2_000;
const MAX_PURGED_ROOMS_PER_RUN = 1_000;
const NOTIFICATIONS_KEPT_DAYS = 30;
/** The pause between two steps. It prevents a large backlog from taking all of the CPU time. */
const PAUSE_BETWEEN_STEPS_MS = 100;

/**
 * Deletes data that is older than `keepDays`: events outside the weekly partitions, dead letters, and deleted rooms
 * with their messages. Also deletes notifications after 30 days. Several replicas may run this job at the same time,
 * because it skips rows that are locked. The next run deletes those rows.
 */
export async function purgeExpiredData(
  { prisma }: Database,
  keepDays: number,
  signal?: AbortSignal,
): Promise<void> {
  const repeatStepUntilDone = async (step: () => Promise<number>) => {
    while (!signal?.aborted && (await step()) === MAX_ROWS_PER_STEP)
      await sleep(addJitter(PAUSE_BETWEEN_STEPS_MS));
  };
  await repeatStepUntilDone(
    () => prisma.$executeRaw`
      DELETE FROM room_events_default WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM room_events_default WHERE created_at < now() - make_interval(days => ${keepDays}::integer)
        LIMIT ${MAX_ROWS_PER_STEP} FOR UPDATE SKIP LOCKED))`,
  );
  await repeatStepUntilDone(
    () => prisma.$executeRaw`
      DELETE FROM dead_letters WHERE id = ANY (ARRAY(
        SELECT id FROM dead_letters WHERE created_at < now() - make_interval(days => ${keepDays}::integer)
        LIMIT ${MAX_ROWS_PER_STEP} FOR UPDATE SKIP LOCKED))`,
  );
  await purgeNotifications(prisma, repeatStepUntilDone);
  const expiredRoomRows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM rooms WHERE deleted_at < now() - make_interval(days => ${keepDays}::integer) LIMIT ${MAX_PURGED_ROOMS_PER_RUN}`;
  for (const { id } of expiredRoomRows) {
    if (signal?.aborted) return;
    await repeatStepUntilDone(() => purgeMessagesOfRoom(prisma, id));
    await purgeEmptyRoom(prisma, id);
  }
}

/**
 * Deletes notifications 30 days after their arrival, with their targets and the records of who has seen them. Until
 * then, a repeated document is recognized by its id (NOTIFY-2).
 */
async function purgeNotifications(
  prisma: PrismaClient,
  repeatUntilDone: (step: () => Promise<number>) => Promise<void>,
): Promise<void> {
  await repeatUntilDone(
    () => prisma.$executeRaw`
      DELETE FROM notifications WHERE id = ANY (ARRAY(
        SELECT id FROM notifications
        WHERE created_at < now() - make_interval(days => ${NOTIFICATIONS_KEPT_DAYS}::integer)
        LIMIT ${MAX_ROWS_PER_STEP} FOR UPDATE SKIP LOCKED))`,
  );
  await repeatUntilDone(
    () => prisma.$executeRaw`
      DELETE FROM notification_seen_before WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM notification_seen_before
        WHERE seen_at < now() - make_interval(days => ${NOTIFICATIONS_KEPT_DAYS}::integer)
        LIMIT ${MAX_ROWS_PER_STEP} FOR UPDATE SKIP LOCKED))`,
  );
}

/**
 * Deletes a batch of a room's oldest messages, with their reactions and search entries, and returns the number of
 * deleted messages.
 */
async function purgeMessagesOfRoom(prisma: PrismaClient, roomId: string): Promise<number> {
  const [purged] = await prisma.$queryRaw<[{ count: number }]>`
    WITH gone AS (
      DELETE FROM messages WHERE id = ANY (ARRAY(
        SELECT id FROM messages WHERE room_id = ${roomId} ORDER BY seq LIMIT ${MAX_ROWS_PER_STEP} FOR UPDATE SKIP LOCKED))
      RETURNING id
    ), reacted AS (
      DELETE FROM reactions WHERE message_id IN (SELECT id FROM gone)
    ), found AS (
      DELETE FROM message_search WHERE message_id IN (SELECT id FROM gone)
    )
    SELECT count(*)::integer AS count FROM gone`;
  return purged.count;
}

/**
 * Deletes a room that has no messages left, with its list of members. A room that still has messages is kept until a
 * later run.
 */
async function purgeEmptyRoom(prisma: PrismaClient, roomId: string): Promise<void> {
  await prisma.$executeRaw`
    WITH empty AS (
      DELETE FROM rooms WHERE id = ${roomId} AND NOT EXISTS (SELECT FROM messages WHERE room_id = ${roomId})
      RETURNING id
    )
    DELETE FROM search_progress WHERE room_id IN (SELECT id FROM empty)`;
}
