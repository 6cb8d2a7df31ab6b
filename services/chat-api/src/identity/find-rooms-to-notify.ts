import { LIMITS } from '@kcs/contracts';
import type { IdentityDeps } from './identity-deps.ts';

/** Returns the ids of the user's most recently active rooms, without rooms that are too large to notify. */
export async function findRoomIdsToNotify(
  { prisma }: Pick<IdentityDeps['db'], 'prisma'>,
  userId: string,
): Promise<string[]> {
  const roomRows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT r.id FROM room_members m JOIN rooms r ON r.id = m.room_id
    WHERE m.user_id = ${userId} AND r.deleted_at IS NULL AND r.member_count <= ${LIMITS.PROFILE_PUSH_MEMBERS}
    ORDER BY r.last_activity_at DESC LIMIT ${LIMITS.ROOMS_PER_JOIN}`;
  return roomRows.map(({ id }) => id);
}
