import type { Database } from '../../database/database.ts';
import { checkCursor } from '../../input/check-cursor.ts';
import { type Page, pageOf } from '../../input/page.ts';
import { requireMember } from './require-member.ts';

interface Row {
  readonly userId: string;
  readonly text: string;
}

/** A room's members with role and cursor, in the order of their ids. @throws ChatError ROOM_NOT_FOUND */
export async function listMembers(
  deps: { readonly db: Database },
  input: {
    readonly userId: string;
    readonly roomId: string;
    readonly limit: number;
    readonly cursor?: string;
  },
): Promise<Page> {
  const after = checkCursor(input.cursor, 'user') ?? '';
  await requireMember(deps, input);
  const rows = await deps.db.prisma.$queryRaw<Row[]>`
    SELECT m.user_id AS "userId", json_build_object('user_id', m.user_id, 'name', u.name, 'user_type', u.user_type,
      'role', m.role, 'last_seen_seq', m.last_seen_seq, 'joined_at', iso(m.joined_at))::text AS text
    FROM room_members m JOIN users u ON u.id = m.user_id
    WHERE m.room_id = ${input.roomId} AND m.user_id > ${after}
    ORDER BY m.user_id LIMIT ${input.limit + 1}`;
  return pageOf(
    rows,
    input.limit,
    ({ text }) => text,
    ({ userId }) => userId,
  );
}
