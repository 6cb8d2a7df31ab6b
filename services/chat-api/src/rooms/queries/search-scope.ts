import { foldText } from '@kcs/contracts';
import type { Database } from '../../database/database.ts';

interface RoomSearchScope {
  readonly roomIds: string[];
  /** An upper bound for the number of messages in all rooms of `roomIds` together. */
  readonly messages: number;
}
const ROOM_ID_PATTERN = /^room_[0-9a-z]{26}$/;

/**
 * Returns the rooms to search: only `roomId` if it is given, otherwise all rooms of the caller. If the query has `in:`
 * operators, keeps only rooms whose id or name matches the value of one of these operators. A value matches if it
 * equals the id or is part of the name. For a direct room, the current name of the other member counts as well.
 */
export async function findRoomsToSearch(
  { prisma }: Database,
  userId: string,
  { roomId, wanted }: { readonly roomId: string | undefined; readonly wanted: readonly string[] },
): Promise<RoomSearchScope> {
  const wantedRoomIds = wanted.filter((value) => ROOM_ID_PATTERN.test(value));
  const namePatterns = wanted.filter((value) => !ROOM_ID_PATTERN.test(value)).map(buildContainsPattern);
  const roomRows = await prisma.$queryRaw<{ id: string; last_seq: number }[]>`
    SELECT r.id, r.last_seq FROM room_members m JOIN rooms r ON r.id = m.room_id AND r.deleted_at IS NULL
    WHERE m.user_id = ${userId} AND r.id = coalesce(${roomId ?? null}::text, r.id)
      AND (${wanted.length === 0} OR r.id = ANY (${wantedRoomIds}::text[])
      OR fold_text(r.name) LIKE ANY (${namePatterns}::text[])
      OR (r.room_type = 'direct' AND ${namePatterns.length > 0} AND EXISTS (
        SELECT FROM room_members o JOIN users u ON u.id = o.user_id
        WHERE o.room_id = r.id AND o.user_id <> m.user_id AND u.name_folded LIKE ANY (${namePatterns}::text[]))))`;
  return {
    roomIds: roomRows.map(({ id }) => id),
    messages: roomRows.reduce((sum, row) => sum + row.last_seq, 0),
  };
}

/**
 * Returns a LIKE pattern for texts that contain the value. Folds the value before escaping it, because folding can
 * produce LIKE wildcards.
 */
export const buildContainsPattern = (value: string): string =>
  `%${foldText(value)
    .trim()
    .replace(/[\\%_]/g, '\\$&')}%`;
