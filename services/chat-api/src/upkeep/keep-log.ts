import type { Database } from '../store/database.ts';

/** Any number that no other advisory lock of ours uses: "kcs2" in ASCII. */
const LOCK_KEY = 0x6b637332;
const PURGE_ROOMS = 20;

/**
 * Makes the log's coming partitions, drops those past their keeping, and purges what deleted rooms held once their
 * events are gone too. One replica at a time; what it leaves undone comes at its next turn.
 */
export async function keepLog(db: Database, keepDays: number): Promise<void> {
  await db.transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<
      [{ taken: boolean }]
    >`SELECT pg_try_advisory_xact_lock(${LOCK_KEY}) AS taken`;
    if (!lock.taken) return;
    await tx.$executeRaw`SELECT set_config('lock_timeout', '2s', true)`;
    await tx.$queryRaw`SELECT made, dropped FROM maintain_event_partitions(${keepDays}::integer)`;
    await tx.$executeRaw`
      DELETE FROM dead_letters WHERE created_at < now() - make_interval(days => ${keepDays}::integer)`;
    const rooms = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM rooms WHERE deleted_at < now() - make_interval(days => ${keepDays}::integer)
      LIMIT ${PURGE_ROOMS}`;
    const ids = rooms.map(({ id }) => id);
    if (ids.length === 0) return;
    await tx.$executeRaw`
      DELETE FROM reactions WHERE message_id IN (SELECT id FROM messages WHERE room_id = ANY (${ids}::text[]))`;
    await tx.$executeRaw`
      DELETE FROM message_search WHERE message_id IN (SELECT id FROM messages WHERE room_id = ANY (${ids}::text[]))`;
    await tx.$executeRaw`DELETE FROM search_progress WHERE room_id = ANY (${ids}::text[])`;
    await tx.$executeRaw`DELETE FROM messages WHERE room_id = ANY (${ids}::text[])`;
    await tx.$executeRaw`DELETE FROM rooms WHERE id = ANY (${ids}::text[])`;
  });
}
