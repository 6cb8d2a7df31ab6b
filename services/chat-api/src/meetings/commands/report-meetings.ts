import type { CHAT_API_REQUESTS, ReplyOf, RequestOf } from '@kcs/contracts';
import type { MeetingDeps } from '../meeting-deps.ts';

interface ReportedMeetingRow {
  readonly meetingId: string;
  /** Why the meeting has ended. Null while it is running. */
  readonly endReason: string | null;
  readonly formerMembers: readonly string[];
}

/**
 * Records that the reported meetings are occupied, so that they do not end yet (MEET-2). Returns the meetings that have
 * ended or do not exist, and the reported users who are no longer members of the room.
 */
export async function reportMeetings(
  { db }: Pick<MeetingDeps, 'db'>,
  { meetings }: RequestOf<typeof CHAT_API_REQUESTS.reportMeetings>,
): Promise<ReplyOf<typeof CHAT_API_REQUESTS.reportMeetings>> {
  const meetingIds = meetings.map(({ meetingId }) => meetingId);
  await db.prisma.$executeRaw`
    UPDATE meetings SET occupied_at = now() WHERE id = ANY (${meetingIds}::text[]) AND ended_at IS NULL`;
  const reportedParticipants = meetings.flatMap(({ meetingId, userIds }) =>
    userIds.map((userId) => ({ meetingId, userId })),
  );
  const reportedMeetingRows = await db.prisma.$queryRaw<ReportedMeetingRow[]>`
    SELECT q.id AS "meetingId",
      CASE WHEN g.id IS NULL OR r.deleted_at IS NOT NULL THEN coalesce(g.end_reason, 'room-deleted')
        ELSE g.end_reason END AS "endReason",
      ARRAY(
        SELECT p.user_id FROM unnest(
          ${reportedParticipants.map(({ meetingId }) => meetingId)}::text[], ${reportedParticipants.map(({ userId }) => userId)}::text[]
        ) AS p (meeting_id, user_id)
        WHERE p.meeting_id = q.id
          AND NOT EXISTS (SELECT FROM room_members m WHERE m.room_id = g.room_id AND m.user_id = p.user_id)
      ) AS "formerMembers"
    FROM unnest(${meetingIds}::text[]) AS q (id)
    LEFT JOIN meetings g ON g.id = q.id LEFT JOIN rooms r ON r.id = g.room_id`;
  return {
    ended: reportedMeetingRows.flatMap(({ meetingId, endReason: reason }) =>
      reason === null ? [] : [{ meetingId, reason }],
    ),
    removed: reportedMeetingRows
      .filter(({ formerMembers, endReason }) => endReason === null && formerMembers.length > 0)
      .map(({ meetingId, formerMembers }) => ({ meetingId, userIds: [...formerMembers] })),
  };
}
