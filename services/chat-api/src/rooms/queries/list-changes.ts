import { LIMITS } from '@kcs/contracts';
import { buildPage, createInvalidCursorError, type Page } from '../../input/cursor.ts';
import type { RoomDeps } from '../room-deps.ts';
import { requireMember } from './require-member.ts';

interface ListChangesOptions {
  readonly userId: string;
  readonly roomId: string;
  readonly limit: number;
  readonly before?: number;
  readonly after?: number;
  readonly cursor?: string;
}

const MAX_SEQ = 2_147_483_647;

/**
 * Returns the changes to a room's members and name between two seqs, newest first (LOG-8). Throws `ROOM_NOT_FOUND` if
 * the caller is not a member, or `VALIDATION_FAILED` if the cursor is invalid.
 */
export async function listRoomChanges(
  deps: Pick<RoomDeps, 'db'>,
  { userId, roomId, limit, before = MAX_SEQ, after = 0, cursor }: ListChangesOptions,
): Promise<Page> {
  const beforeSeq = cursor === undefined ? before : Math.min(before, parseSeqCursor(cursor));
  await requireMember(deps, { userId, roomId });
  const changeRows = await deps.db.prisma.$queryRaw<{ seq: number; json: string }[]>`
    SELECT c.seq, room_change_text(c.seq, c.kind, c.data, c.created_at, ${LIMITS.PEOPLE_PER_ROOM_CHANGE}::integer)::text AS json
    FROM room_changes c WHERE c.room_id = ${roomId} AND c.seq > ${after} AND c.seq < ${beforeSeq}
    ORDER BY c.seq DESC LIMIT ${limit + 1}`;
  return buildPage(
    changeRows,
    limit,
    (row) => row.json,
    (row) => String(row.seq),
  );
}

function parseSeqCursor(cursor: string): number {
  const cursorSeq = /^\d{1,10}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (cursorSeq <= MAX_SEQ) return cursorSeq;
  throw createInvalidCursorError();
}
