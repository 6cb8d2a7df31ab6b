import {
  type CHAT_API_REQUESTS,
  ChatError,
  type ReplyOf,
  type RequestOf,
  type RoomType,
} from '@kcs/contracts';
import type { RoomDeps } from '../room-deps.ts';
import { JOIN_PEER_SQL, ROOM_NAME_SQL } from '../rows/direct-peer.ts';

interface MentionTargetRow {
  readonly roomName: string;
  readonly roomType: RoomType;
  readonly userId: string;
  readonly joinedSeq: number;
}

/**
 * Returns which of the given users may be notified of a mention in the room, with the seq of the event that added each
 * of them (MENTION-5). Throws `ROOM_NOT_FOUND` if there are none.
 */
export async function findMentionTargets(
  { db }: Pick<RoomDeps, 'db'>,
  { roomId, userIds }: RequestOf<typeof CHAT_API_REQUESTS.mentionTargets>,
): Promise<ReplyOf<typeof CHAT_API_REQUESTS.mentionTargets>> {
  const mentionTargetRows = await db.prisma.$queryRaw<MentionTargetRow[]>`
    SELECT ${ROOM_NAME_SQL} AS "roomName", r.room_type AS "roomType", m.user_id AS "userId", m.joined_seq AS "joinedSeq"
    FROM rooms r
    JOIN room_members m ON m.room_id = r.id AND m.user_id = ANY (${userIds}::text[]) AND NOT m.muted
    JOIN users u ON u.id = m.user_id AND u.active ${JOIN_PEER_SQL}
    WHERE r.id = ${roomId} AND r.deleted_at IS NULL`;
  const [first] = mentionTargetRows;
  if (!first) throw new ChatError('ROOM_NOT_FOUND');
  const { roomName, roomType } = first;
  const joinedSeqByUserId = Object.fromEntries(
    mentionTargetRows.map(({ userId, joinedSeq }) => [userId, joinedSeq]),
  );
  return { roomName, roomType, joinedSeqs: joinedSeqByUserId };
}
