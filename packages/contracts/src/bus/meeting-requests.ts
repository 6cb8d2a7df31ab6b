import Type from 'typebox';
import { MeetingId, RoomId, UserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { IceServer } from '../meeting.ts';
import { defineBusRequest } from './request.ts';

/** Requests to chat-api about meetings. */
export const MEETING_REQUESTS = {
  /**
   * Checks that the user may join the meeting, and returns its room and the ICE servers. The meeting then counts as
   * occupied, so that it does not end while the user is joining. Fails with `MEETING_NOT_FOUND` if the user is not a
   * member of the room, or with `MEETING_ENDED` if the meeting has ended.
   */
  authorizeMeeting: defineBusRequest(
    'kcs.api.authorize-meeting',
    Type.Object({ userId: UserId, meetingId: MeetingId }),
    Type.Object({ roomId: RoomId, iceServers: Type.Array(IceServer) }),
  ),
  /**
   * Reports the meetings that have participants on a gateway, each with the users who participate there. A meeting that
   * no gateway reports ends after a while (MEET-2). A meeting that is reported without users has just lost its last
   * participant. The gateway may have missed an end or a removal, so the reply lists the meetings that have ended and
   * the users who may no longer participate.
   */
  reportMeetings: defineBusRequest(
    'kcs.api.report-meetings',
    Type.Object({
      meetings: Type.Array(
        Type.Object({
          meetingId: MeetingId,
          userIds: Type.Array(UserId, { maxItems: LIMITS.PARTICIPANTS_PER_MEETING }),
        }),
        { maxItems: LIMITS.MEETINGS_PER_REPORT },
      ),
    }),
    Type.Object({
      ended: Type.Array(Type.Object({ meetingId: MeetingId, reason: Type.String() })),
      removed: Type.Array(Type.Object({ meetingId: MeetingId, userIds: Type.Array(UserId) })),
    }),
  ),
} as const;
