import type { AdminRoom } from '@kcs/contracts';
import { Prisma } from '../../generated/client.ts';
import { createWordConditions } from '../../identity/queries/create-word-conditions.ts';
import { buildPage, decodeCursor, encodeCursor, type Page } from '../../input/cursor.ts';
import type { RoomDeps } from '../room-deps.ts';

interface ListAllRoomsOptions {
  /** If it contains words, only groups are listed, and only those whose names contain every word. */
  readonly search?: string | undefined;
  /** If set, only rooms of this user are listed. */
  readonly userId?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface AdminRoomRow extends Omit<AdminRoom, 'created_at' | 'last_activity_at'> {
  readonly created_at: Date;
  readonly last_activity_at: Date;
}

/** The names of the members of a direct room, with the creator first (ROOM-4). */
const DIRECT_ROOM_NAME_SQL = Prisma.sql`
  (SELECT string_agg(u.name, ' & ' ORDER BY u.id <> r.created_by, u.id)
   FROM room_members m JOIN users u ON u.id = m.user_id WHERE m.room_id = r.id)`;

/**
 * Returns a page of all rooms for an Admin, newest first, without any content (ADMIN-8). The cursor is only the last id
 * on the page, because ids are ordered by time. Throws `VALIDATION_FAILED` if the cursor is invalid.
 */
export async function listAllRooms(
  { db }: Pick<RoomDeps, 'db'>,
  { search = '', userId, limit, cursor }: ListAllRoomsOptions,
): Promise<Page<AdminRoom>> {
  const wordConditions = createWordConditions(Prisma.sql`fold_text(r.name)`, search);
  const roomConditions = [Prisma.sql`r.deleted_at IS NULL`, ...wordConditions];
  if (wordConditions.length > 0) roomConditions.push(Prisma.sql`r.room_type = 'group'`);
  if (cursor !== undefined) roomConditions.push(Prisma.sql`r.id < ${decodeCursor(cursor, 1)[0]}`);
  if (userId !== undefined) {
    roomConditions.push(
      Prisma.sql`r.id IN (SELECT m.room_id FROM room_members m WHERE m.user_id = ${userId})`,
    );
  }
  const roomRows = await db.prisma.$queryRaw<AdminRoomRow[]>`
    SELECT r.id, r.room_type, r.post_policy, r.member_count, r.last_seq, r.created_at, r.last_activity_at,
      CASE WHEN r.room_type = 'direct' THEN coalesce(${DIRECT_ROOM_NAME_SQL}, r.name) ELSE r.name END AS name
    FROM rooms r WHERE ${Prisma.join(roomConditions, ' AND ')} ORDER BY r.id DESC LIMIT ${limit + 1}`;
  return buildPage(roomRows, limit, toAdminRoom, ({ id }) => encodeCursor([id]));
}

const toAdminRoom = (row: AdminRoomRow): AdminRoom => ({
  ...row,
  created_at: row.created_at.toISOString(),
  last_activity_at: row.last_activity_at.toISOString(),
});
