import Type from 'typebox';
import { MeetingId, MessageId, RoomId, SessionId, UserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { IceServer } from '../meeting.ts';
import { Message, SendMessageFields } from '../message.ts';
import { AnyRoomType } from '../room.ts';
import { RoomEvent } from '../room-event.ts';
import { RoomCatchUpResult } from '../socket/server-events.ts';
import { Nullable, Seq, Timestamp } from '../time.ts';
import { AnyUserType, UserType } from '../user.ts';
import { defineBusRequest } from './request.ts';

const RoomAndMemberCount = Type.Object({ roomId: RoomId, memberCount: Type.Integer() });
/**
 * One page of a user's rooms. `next` is the id of the last room on the page if more rooms follow, and null on the last
 * page. Older versions send all rooms in one page without `next`.
 */
const RoomsPage = Type.Object({
  rooms: Type.Array(RoomAndMemberCount),
  next: Type.Optional(Nullable(RoomId)),
});

/**
 * Requests that the gateways and presence send to chat-api, because only chat-api accesses the database. chat-api
 * receives them in the NATS queue group `chat-api`.
 */
export const CHAT_API_REQUESTS = {
  /**
   * Returns the public keys that verify access tokens, and the current time of PostgreSQL's clock, in Unix ms, as
   * `now`. All services check expiry times against that clock (AUTH-2). Older versions do not send `now`.
   */
  keys: defineBusRequest(
    'kcs.api.keys',
    Type.Object({}),
    Type.Object({
      keys: Type.Array(Type.Record(Type.String(), Type.Unknown())),
      now: Type.Optional(Type.Integer()),
    }),
  ),
  /**
   * Checks that the session of a verified token has not ended, and returns the user and the first page of the user's
   * rooms. To get the other pages, send `roomsOfUser`. Fails with `UNAUTHENTICATED` if the session has ended.
   */
  authorizeConnect: defineBusRequest(
    'kcs.api.authorize-connect',
    Type.Object({ sessionId: SessionId, userId: UserId }),
    Type.Object({
      user: Type.Object({ id: UserId, name: Type.String(), userType: AnyUserType }),
      ...RoomsPage.properties,
    }),
  ),
  /**
   * Finds or creates the user for a verified token from the identity provider, updates the user's profile from the
   * token, and opens the token's session. If several first requests arrive at the same time, the user is still created
   * only once. The caller then checks the session with `authorizeConnect`. Fails with `UNAUTHENTICATED` if the user is
   * deactivated.
   */
  admitExternal: defineBusRequest(
    'kcs.api.admit-external',
    Type.Object({
      issuer: Type.String({ minLength: 1, maxLength: 512 }),
      subject: Type.String({ minLength: 1, maxLength: 255 }),
      sessionId: SessionId,
      profile: Type.Object({
        name: Type.String({ minLength: 1, maxLength: LIMITS.USER_NAME_CODE_POINTS }),
        email: Nullable(Type.String({ maxLength: 254 })),
        userType: UserType,
      }),
      issuedAt: Type.Integer({ minimum: 0 }),
      expiresAt: Type.Integer({ minimum: 0 }),
    }),
    Type.Object({ userId: UserId }),
  ),
  /**
   * Returns which of the given sessions have ended. Gateways send this request regularly, because a `sessionsEnded`
   * notice can be lost (END-7).
   */
  endedSessions: defineBusRequest(
    'kcs.api.ended-sessions',
    Type.Object({ sessionIds: Type.Array(SessionId, { maxItems: 1000 }) }),
    Type.Object({ ended: Type.Array(Type.Object({ sessionId: SessionId, code: Type.String() })) }),
  ),
  /**
   * Checks for each room that the user is a member, and returns the room's head. If the request gives `since` for a
   * room, also returns the events after that seq. All values come from one database snapshot (CATCH-1). For a room that
   * does not exist, or that the user is not a member of, the reply contains the code `ROOM_NOT_FOUND` instead (REST-5).
   */
  openRooms: defineBusRequest(
    'kcs.api.open-rooms',
    Type.Object({
      userId: UserId,
      rooms: Type.Array(Type.Object({ roomId: Type.String({ maxLength: 128 }), since: Type.Optional(Seq) }), {
        maxItems: LIMITS.ROOMS_PER_JOIN,
      }),
    }),
    Type.Object({
      rooms: Type.Array(
        Type.Union([
          Type.Object({ roomId: Type.String(), code: Type.Literal('ROOM_NOT_FOUND') }),
          Type.Object({ roomId: RoomId, head: Seq, missed: Type.Optional(RoomCatchUpResult) }),
        ]),
      ),
    }),
  ),
  /**
   * Checks that the user is currently a member of the room, and returns the room's head. Fails with `ROOM_NOT_FOUND` if
   * the user is not a member.
   */
  authorizeRoom: defineBusRequest(
    'kcs.api.authorize-room',
    Type.Object({ userId: UserId, roomId: RoomId }),
    Type.Object({ head: Seq }),
  ),
  /**
   * Sends a message, like REST `POST /chat/rooms/:id/messages`. Idempotent: if the same sender repeats a
   * `client_msg_id`, the request stores nothing and returns the original message with `created: false` (MSG-2).
   */
  sendMessage: defineBusRequest(
    'kcs.api.send-message',
    Type.Object({ userId: UserId, roomId: RoomId, ...SendMessageFields }),
    Type.Object({ created: Type.Boolean(), message: Message }),
  ),
  /**
   * Moves the user's read cursor in a room to the last of the given messages, but never backward. Ignores the ids of
   * messages in other rooms and leaves them out of the reply (SOCK-10). `moved` is false if the cursor did not move.
   */
  markSeen: defineBusRequest(
    'kcs.api.mark-seen',
    Type.Object({
      userId: UserId,
      roomId: RoomId,
      messageIds: Type.Array(MessageId, { minItems: 1, maxItems: LIMITS.IDS_PER_SEEN }),
    }),
    Type.Object({
      messageIds: Type.Array(MessageId),
      lastSeenSeq: Seq,
      moved: Type.Boolean(),
      timestamp: Timestamp,
    }),
  ),
  /**
   * Returns a room's events after a seq, so that a gateway can repair a gap. Does not check membership, so only our own
   * services may send this request. Fails with `RESYNC_REQUIRED` if some of these events are no longer stored (LOG-6).
   */
  listEvents: defineBusRequest(
    'kcs.api.list-events',
    Type.Object({
      roomId: RoomId,
      after: Seq,
      limit: Type.Integer({ minimum: 1, maximum: LIMITS.EVENTS_PER_PAGE }),
    }),
    Type.Object({ events: Type.Array(RoomEvent), head: Seq }),
  ),
  /**
   * Returns each room whose head differs from the position that the caller sent, together with the head. The head of a
   * missing or deleted room is null.
   */
  changedHeads: defineBusRequest(
    'kcs.api.changed-heads',
    Type.Object({ positions: Type.Record(Type.String(), Seq) }),
    Type.Object({ heads: Type.Record(Type.String(), Nullable(Seq)) }),
  ),
  /**
   * Returns one page of the user's rooms, sorted by id. To get the following page, pass `next` as `after`. Gateways
   * store the rooms in their membership cache. Presence uses the rooms to choose whom to notify of changes to the
   * user's presence.
   */
  roomsOfUser: defineBusRequest(
    'kcs.api.rooms-of-user',
    Type.Object({ userId: UserId, after: Type.Optional(RoomId) }),
    RoomsPage,
  ),
  /**
   * Returns one page of a room's members, ordered by user id. To get the following page, pass `next` as `after`. Fails
   * with `ROOM_NOT_FOUND` if `userId` is not a member.
   */
  roomMembers: defineBusRequest(
    'kcs.api.room-members',
    Type.Object({
      userId: UserId,
      roomId: RoomId,
      after: Type.Optional(UserId),
      limit: Type.Integer({ minimum: 1, maximum: 2000 }),
    }),
    Type.Object({
      members: Type.Array(Type.Object({ userId: UserId, userName: Type.String(), userType: AnyUserType })),
      next: Nullable(UserId),
    }),
  ),
  /**
   * For each given user who is a member of the room, returns the seq of the event that added the user. The reply leaves
   * out users who are not members. A deleted room keeps its members until the room is purged. An event may reach a
   * gateway before an earlier event that removes a member. The gateway uses the seqs to decide who may receive such an
   * event (REM-1).
   */
  joinedSeqs: defineBusRequest(
    'kcs.api.joined-seqs',
    Type.Object({ roomId: RoomId, userIds: Type.Array(UserId, { maxItems: LIMITS.GROUP_MEMBERS }) }),
    Type.Object({ seqs: Type.Record(Type.String(), Seq) }),
  ),
  /**
   * Returns which of the given users may be notified of a mention in the room (MENTION-5): active members whose
   * notification level is not `none`. For each of them, returns the seq of the event that added the user, so that the
   * caller can leave out users who joined after the mention. Also returns the room's name and type. Fails with
   * `ROOM_NOT_FOUND` if nobody may be notified.
   */
  mentionTargets: defineBusRequest(
    'kcs.api.mention-targets',
    Type.Object({ roomId: RoomId, userIds: Type.Array(UserId, { maxItems: LIMITS.GROUP_MEMBERS }) }),
    Type.Object({
      roomName: Type.String(),
      roomType: AnyRoomType,
      joinedSeqs: Type.Record(Type.String(), Seq),
    }),
  ),
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
  /** Parks a bus message that a gateway could not process (ADMIN-4). */
  parkDeadLetter: defineBusRequest(
    'kcs.api.park-dead-letter',
    Type.Object({
      source: Type.String({ maxLength: 200 }),
      subject: Type.String({ maxLength: 500 }),
      reason: Type.String({ maxLength: 500 }),
      payload: Type.String({ maxLength: 4096 }),
    }),
    Type.Object({}),
  ),
} as const;
