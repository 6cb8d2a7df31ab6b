import { buildPage, encodeTimeCursor, type Page, parseTimeCursor } from '../../input/cursor.ts';
import { requireMember } from '../../rooms/queries/require-member.ts';
import type { MeetingDeps } from '../meeting-deps.ts';
import { MEETING_JSON_SQL } from '../meeting-json.ts';

interface ListMeetingsOptions {
  readonly userId: string;
  readonly roomId: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * Returns a page of a room's meetings as JSON texts, newest first. If a meeting is running, it comes first, because no
 * other meeting can start while it runs (MEET-1). Throws `ROOM_NOT_FOUND` if the user is not a member.
 */
export async function listMeetings(
  deps: Pick<MeetingDeps, 'db'>,
  { userId, roomId, limit, cursor }: ListMeetingsOptions,
): Promise<Page> {
  const cursorKey = cursor === undefined ? { time: null, id: null } : parseTimeCursor(cursor, 'meet');
  await requireMember(deps, { userId, roomId });
  const meetingRows = await deps.db.prisma.$queryRaw<{ id: string; json: string; createdAt: string }[]>`
    SELECT g.id, ${MEETING_JSON_SQL} AS json, iso(g.created_at) AS "createdAt"
    FROM meetings g
    WHERE g.room_id = ${roomId}
      AND (${cursorKey.time}::timestamptz IS NULL OR (g.created_at, g.id) < (${cursorKey.time}::timestamptz, ${cursorKey.id}::text))
    ORDER BY g.created_at DESC, g.id DESC LIMIT ${limit + 1}`;
  return buildPage(
    meetingRows,
    limit,
    ({ json }) => json,
    ({ createdAt, id }) => encodeTimeCursor(createdAt, id),
  );
}
