import { ChatError, type MemberRole } from '@kcs/contracts';
import { canManageRoom } from '../../rooms/rules/roles.ts';
import { announceMeetingEnd, type EndedMeeting } from '../announce-end.ts';
import type { MeetingDeps } from '../meeting-deps.ts';
import { MEETING_JSON_SQL } from '../meeting-json.ts';

interface EndMeetingInput {
  readonly userId: string;
  readonly meetingId: string;
}

/**
 * Ends a meeting for everyone and returns it. If the meeting has already ended, changes nothing.
 *
 * Throws `MEETING_NOT_FOUND` if the caller is not a member of the room, or `FORBIDDEN` if the caller neither started
 * the meeting nor manages the room (MEET-2).
 */
export async function endMeeting(
  deps: Pick<MeetingDeps, 'db' | 'nc'>,
  { userId, meetingId }: EndMeetingInput,
): Promise<string> {
  const { prisma } = deps.db;
  const [found] = await prisma.$queryRaw<{ json: string; createdBy: string; role: MemberRole }[]>`
    SELECT ${MEETING_JSON_SQL} AS json, g.created_by AS "createdBy", m.role
    FROM meetings g JOIN rooms r ON r.id = g.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId}
    WHERE g.id = ${meetingId}`;
  if (!found) throw new ChatError('MEETING_NOT_FOUND');
  if (found.createdBy !== userId && !canManageRoom(found.role)) {
    throw new ChatError(
      'FORBIDDEN',
      "Only the person who started the meeting and the room's owners and admins can end it. Leave the meeting instead.",
    );
  }
  const [ended] = await prisma.$queryRaw<(EndedMeeting & { json: string })[]>`
    UPDATE meetings g SET ended_at = clock_timestamp(), end_reason = 'ended'
    WHERE g.id = ${meetingId} AND g.ended_at IS NULL
    RETURNING g.id, g.room_id AS "roomId", iso(g.ended_at) AS "endedAt", ${MEETING_JSON_SQL} AS json`;
  if (!ended) return readMeetingJson(deps, meetingId);
  announceMeetingEnd(deps, ended, 'ended');
  return ended.json;
}

async function readMeetingJson({ db }: Pick<MeetingDeps, 'db'>, meetingId: string): Promise<string> {
  const [meeting] = await db.prisma.$queryRaw<{ json: string }[]>`
    SELECT ${MEETING_JSON_SQL} AS json FROM meetings g WHERE g.id = ${meetingId}`;
  if (!meeting) throw new ChatError('MEETING_NOT_FOUND');
  return meeting.json;
}
