import { addJitter, sleep } from '@kcs/service-kit';
import type { Database, Transaction } from '../database/database.ts';
import type { Outbox } from '../log/outbox/outbox.ts';
import type { StoredEvent } from '../log/stored-event.ts';
import { ERASED_USER_NAME } from './erased-event.ts';
import { walkPages } from './walk-pages.ts';

interface EraseDeps {
  readonly db: Pick<Database, 'prisma' | 'transaction'>;
  readonly outbox: Outbox;
}

/**
 * Maximum number of rows that one step reads. No index finds the messages of a sender, so the steps read all
 * rows.
 */
const ROWS_PER_PAGE = 10_000;
/** Maximum number of messages that one transaction deletes, so that sends to the room wait only briefly. */
const MESSAGES_PER_TRANSACTION = 200;
/** The pauses after each transaction. Without them, one erasure could fill the outbox with events for minutes. */
const PAUSE_AFTER_MESSAGES_MS = 200;
const PAUSE_AFTER_REACTION_MS = 20;

interface MessagePage {
  readonly lastId: string | null;
  readonly foundMessages: { room_id: string; id: string }[] | null;
}

/**
 * Deletes all messages of a user (ERASE-2). Each message keeps its seq, like any deleted message, and members of the
 * room receive `message-deleted`. Messages that were already deleted lose the name of their sender.
 */
export async function eraseMessages(deps: EraseDeps, userId: string, signal: AbortSignal): Promise<void> {
  await walkPages('', signal, async (after) => {
    const [page] = await deps.db.prisma.$queryRaw<[MessagePage]>`
      SELECT max(p.id) AS "lastId",
        json_agg(json_build_object('room_id', p.room_id, 'id', p.id)) FILTER (
          WHERE p.sender_id = ${userId} AND (p.sender_name <> ${ERASED_USER_NAME} OR p.deleted_at IS NULL)) AS "foundMessages"
      FROM (SELECT * FROM messages WHERE id > ${after} ORDER BY id LIMIT ${ROWS_PER_PAGE}) p`;
    for (const [roomId, ids] of groupByRoom(page.foundMessages ?? [])) {
      for (let start = 0; start < ids.length; start += MESSAGES_PER_TRANSACTION) {
        const batch = ids.slice(start, start + MESSAGES_PER_TRANSACTION);
        deps.outbox.offer(
          await deps.db.transaction((tx) => deleteMessages(tx, { userId, roomId, ids: batch })),
        );
        await sleep(addJitter(PAUSE_AFTER_MESSAGES_MS), signal);
      }
    }
    return page.lastId;
  });
}

/** Removes all reactions of a user. Members of the rooms receive the changed messages. */
export async function eraseReactions(deps: EraseDeps, userId: string, signal: AbortSignal): Promise<void> {
  await walkPages('', signal, async (after) => {
    const [page] = await deps.db.prisma.$queryRaw<[MessagePage]>`
      SELECT max(p.message_id) AS "lastId",
        json_agg(DISTINCT jsonb_build_object('room_id', m.room_id, 'id', m.id)) FILTER (WHERE p.user_id = ${userId}) AS "foundMessages"
      FROM (SELECT * FROM reactions WHERE message_id > ${after} ORDER BY message_id
        FETCH FIRST ${ROWS_PER_PAGE} ROWS WITH TIES) p
      LEFT JOIN messages m ON m.id = p.message_id AND p.user_id = ${userId}`;
    for (const { room_id: roomId, id } of page.foundMessages ?? []) {
      deps.outbox.offer(await deps.db.transaction((tx) => deleteReactions(tx, { userId, roomId, id })));
      await sleep(addJitter(PAUSE_AFTER_REACTION_MS), signal);
    }
    return page.lastId;
  });
}

async function deleteMessages(
  tx: Transaction,
  { userId, roomId, ids }: { readonly userId: string; readonly roomId: string; readonly ids: string[] },
): Promise<StoredEvent[]> {
  await tx.$queryRaw`SELECT 1 FROM rooms WHERE id = ${roomId} FOR NO KEY UPDATE`;
  const eventRows = await tx.$queryRaw<Omit<StoredEvent, 'kind'>[]>`
    SELECT e.room_id AS "roomId", e.data::text AS data, e.at AS "createdAt",
      append_room_event(e.room_id, 'message-deleted', e.id, e.data, e.stamp, false) AS seq
    FROM (
      SELECT m.id, m.room_id, t.stamp, iso(t.stamp) AS at,
        json_build_object('messageId', m.id, 'roomId', m.room_id, 'messageSeq', m.seq, 'deletedBy', m.sender_id,
          'timestamp', iso(t.stamp)) AS data
      FROM messages m JOIN rooms r ON r.id = m.room_id AND r.deleted_at IS NULL,
        (SELECT clock_timestamp()::timestamptz(3) AS stamp) t
      WHERE m.id = ANY (${ids}) AND m.sender_id = ${userId} AND m.deleted_at IS NULL
      ORDER BY m.seq OFFSET 0
    ) e`;
  await tx.$executeRaw`
    UPDATE messages SET content = NULL, metadata = NULL, mentions = '{}', sender_name = ${ERASED_USER_NAME},
      client_msg_id = NULL, deleted_at = coalesce(deleted_at, now())
    WHERE id = ANY (${ids}) AND sender_id = ${userId}`;
  await tx.$executeRaw`DELETE FROM reactions WHERE message_id = ANY (${ids})`;
  await tx.$executeRaw`DELETE FROM message_search WHERE message_id = ANY (${ids})`;
  return eventRows.map((row) => ({ ...row, kind: 'message-deleted' }));
}

async function deleteReactions(
  tx: Transaction,
  { userId, roomId, id }: { readonly userId: string; readonly roomId: string; readonly id: string },
): Promise<StoredEvent[]> {
  const [room] = await tx.$queryRaw<{ deleted: boolean; at: string }[]>`
    SELECT deleted_at IS NOT NULL AS deleted, iso(clock_timestamp()) AS at FROM rooms
    WHERE id = ${roomId} FOR NO KEY UPDATE`;
  const deletedCount = await tx.$executeRaw`
    DELETE FROM reactions WHERE message_id = ${id} AND user_id = ${userId}`;
  if (deletedCount === 0 || !room || room.deleted) return [];
  const [event] = await tx.$queryRaw<[{ seq: number; data: string }]>`
    SELECT seq, text AS data FROM append_update_event(${roomId}, ${id}, ${room.at}::timestamptz, NULL)`;
  return [{ ...event, roomId, kind: 'message-updated', createdAt: room.at }];
}

function groupByRoom(messages: readonly { room_id: string; id: string }[]): Map<string, string[]> {
  const idsByRoom = new Map<string, string[]>();
  for (const { room_id: roomId, id } of messages)
    idsByRoom.set(roomId, [...(idsByRoom.get(roomId) ?? []), id]);
  return idsByRoom;
}
