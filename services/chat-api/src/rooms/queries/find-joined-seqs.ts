import type { RoomDeps } from '../room-deps.ts';

interface JoinedSeqsQuery {
  readonly roomId: string;
  readonly userIds: readonly string[];
}

/**
 * Returns the seq of the event that added each of the given users to the room. Omits users who are not members. Also
 * works for a deleted room, because such a room keeps its members until it is purged.
 */
export async function findJoinedSeqs(
  { db }: Pick<RoomDeps, 'db'>,
  { roomId, userIds }: JoinedSeqsQuery,
): Promise<Record<string, number>> {
  const joinedSeqRows = await db.prisma.$queryRaw<{ userId: string; seq: number }[]>`
    SELECT user_id AS "userId", joined_seq AS seq
    FROM room_members WHERE room_id = ${roomId} AND user_id = ANY (${userIds}::text[])`;
  return Object.fromEntries(joinedSeqRows.map(({ userId, seq }) => [userId, seq]));
}
