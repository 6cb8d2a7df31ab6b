import {
  createMentionBody,
  createMentionFields,
  MENTION_SOURCE,
  type RoomType,
  type StoredNotification,
} from '@kcs/contracts';
import type { Queryable } from '../../database/database.ts';
import { JOIN_PEER_SQL, ROOM_NAME_SQL } from '../../rooms/rows/direct-peer.ts';

interface ListMentionsOptions {
  readonly userId: string;
  readonly isUnreadOnly: boolean;
  readonly maxRows: number;
  /** Only mentions that are older than this time and notification id are returned. */
  readonly before: { readonly time: string; readonly id: string };
}

interface MentionRow {
  readonly messageId: string;
  readonly messageSeq: number;
  readonly content: string;
  readonly senderId: string;
  readonly senderName: string;
  readonly roomId: string;
  readonly roomName: string;
  readonly roomType: RoomType;
  readonly createdAt: Date;
  readonly seenAt: Date | null;
}

/** Returns the user's newest mentions before a position in the list of notifications, newest first (MENTION-6). */
export async function listMentions(
  db: Pick<Queryable, '$queryRaw'>,
  { userId, isUnreadOnly, maxRows, before }: ListMentionsOptions,
): Promise<StoredNotification[]> {
  const rows = await db.$queryRaw<MentionRow[]>`
    SELECT t.id AS "messageId", t.seq AS "messageSeq", coalesce(t.content, '') AS content, t.sender_id AS "senderId",
      t.sender_name AS "senderName", r.id AS "roomId", ${ROOM_NAME_SQL} AS "roomName", r.room_type AS "roomType",
      page.created_at AS "createdAt",
      coalesce(
        least(
          (SELECT n.seen_at FROM message_mentions n
           WHERE n.user_id = ${userId} AND n.room_id = t.room_id AND n.seq = t.seq),
          (SELECT min(b.seen_at) FROM notification_seen_before b
           WHERE b.user_id = ${userId}
             AND (b.created_at, b.notification_id) >= (page.created_at, 'notif_' || substr(t.id, 5)))),
        CASE WHEN page.is_read THEN page.created_at END
      ) AS "seenAt"
    FROM mention_page(
      ${userId}, ${before.time}::timestamptz, ${before.id}, ${isUnreadOnly}, ${maxRows}::integer) page
    JOIN messages t ON t.id = page.message_id
    JOIN rooms r ON r.id = t.room_id
    JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId} ${JOIN_PEER_SQL}
    ORDER BY page.created_at DESC, t.id DESC`;
  return rows.map(toNotification);
}

const toNotification = ({ content, createdAt, seenAt, ...message }: MentionRow): StoredNotification => ({
  ...createMentionFields({ ...message, body: createMentionBody(content) }),
  url: null,
  urgency: 'normal',
  source: MENTION_SOURCE,
  created_at: createdAt.toISOString(),
  seen_at: seenAt?.toISOString() ?? null,
});
