import { ChatError, type IceServersWithExpiry } from '@kcs/contracts';
import { createIceServerList } from '../ice-servers.ts';
import type { MeetingDeps } from '../meeting-deps.ts';

/**
 * Returns the STUN and TURN servers for a meeting, with new credentials (MEET-3).
 *
 * Throws `MEETING_NOT_FOUND` if the user is not a member of the room, or `MEETING_ENDED` if the meeting has ended.
 */
export async function listIceServers(
  deps: Pick<MeetingDeps, 'db' | 'config' | 'clock'>,
  { userId, meetingId }: { readonly userId: string; readonly meetingId: string },
): Promise<IceServersWithExpiry> {
  const [meeting] = await deps.db.prisma.$queryRaw<{ hasEnded: boolean }[]>`
    SELECT g.ended_at IS NOT NULL AS "hasEnded"
    FROM meetings g JOIN rooms r ON r.id = g.room_id AND r.deleted_at IS NULL
    JOIN room_members m ON m.room_id = r.id AND m.user_id = ${userId}
    WHERE g.id = ${meetingId}`;
  if (!meeting) throw new ChatError('MEETING_NOT_FOUND');
  if (meeting.hasEnded) throw new ChatError('MEETING_ENDED');
  const { iceServers, expiresAt } = createIceServerList(deps, userId);
  return {
    ice_servers: iceServers,
    expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  };
}
