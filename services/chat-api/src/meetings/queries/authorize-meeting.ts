import { type CHAT_API_REQUESTS, ChatError, type ReplyOf, type RequestOf } from '@kcs/contracts';
import { createIceServerList } from '../ice-servers.ts';
import type { MeetingDeps } from '../meeting-deps.ts';

/**
 * Checks that the user may join the meeting. Also records that the meeting is occupied, so that it does not end while
 * the user is joining.
 *
 * Throws `MEETING_NOT_FOUND` if the user is not a member of the room, or `MEETING_ENDED` if the meeting has ended.
 */
export async function authorizeMeeting(
  deps: Pick<MeetingDeps, 'db' | 'config' | 'clock'>,
  { userId, meetingId }: RequestOf<typeof CHAT_API_REQUESTS.authorizeMeeting>,
): Promise<ReplyOf<typeof CHAT_API_REQUESTS.authorizeMeeting>> {
  const [meeting] = await deps.db.prisma.$queryRaw<{ roomId: string; isRunning: boolean }[]>`
    WITH found AS (
      SELECT g.id, g.room_id FROM meetings g JOIN rooms r ON r.id = g.room_id AND r.deleted_at IS NULL
      JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId}
      WHERE g.id = ${meetingId}
    ), occupied AS (
      UPDATE meetings SET occupied_at = now() WHERE id IN (SELECT id FROM found) AND ended_at IS NULL RETURNING id
    )
    SELECT room_id AS "roomId", EXISTS (SELECT FROM occupied) AS "isRunning" FROM found`;
  if (!meeting) throw new ChatError('MEETING_NOT_FOUND');
  if (!meeting.isRunning) throw new ChatError('MEETING_ENDED');
  return { roomId: meeting.roomId, iceServers: createIceServerList(deps, userId).iceServers };
}
