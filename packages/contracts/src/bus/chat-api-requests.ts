import Type from 'typebox';
import { MessageId, RoomId, SessionId, UserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { Message, SendMessageFields } from '../message.ts';
import { RoomEvent } from '../room-event.ts';
import { Missed } from '../socket/server-events.ts';
import { Nullable, Seq, Timestamp } from '../time.ts';
import { UserType } from '../user.ts';
import { busRequest } from './request.ts';

const Membership = Type.Object({ roomId: RoomId, memberCount: Type.Integer() });

/** What the gateways and presence ask of chat-api, which alone knows (queue group `chat-api`). */
export const CHAT_API = {
  /** The public keys that verify access tokens. */
  keys: busRequest(
    'kcs.api.keys',
    Type.Object({}),
    Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
  ),
  /** Whether the session of a verified token is alive, whose it is, and the rooms of that user. */
  authorizeConnect: busRequest(
    'kcs.api.authorize-connect',
    Type.Object({ sessionId: SessionId, userId: UserId }),
    Type.Object({
      user: Type.Object({ id: UserId, name: Type.String(), userType: UserType }),
      rooms: Type.Array(Membership),
    }),
  ),
  /**
   * Whose a verified token of the identity provider is. Makes the user at the first use, once however many ask, takes
   * over what the provider says of it, and opens the session of this token. Whether that is alive is for
   * `authorizeConnect` to say; fails with `UNAUTHENTICATED` where the user is deactivated.
   */
  admitExternal: busRequest(
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
  /** Which of these sessions have ended: the net under the pushed `sessionEnded`. */
  endedSessions: busRequest(
    'kcs.api.ended-sessions',
    Type.Object({ sessionIds: Type.Array(SessionId, { maxItems: 1000 }) }),
    Type.Object({ ended: Type.Array(Type.Object({ sessionId: SessionId, code: Type.String() })) }),
  ),
  /**
   * Membership, head and, where `since` is given, all that lies between it and the head, read in one snapshot.
   * A room that is absent from `rooms` and the caller's not being a member look the same: `ROOM_NOT_FOUND`.
   */
  openRooms: busRequest(
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
          Type.Object({ roomId: RoomId, head: Seq, missed: Type.Optional(Missed) }),
        ]),
      ),
    }),
  ),
  /** Whether the user is a member now; fails with `ROOM_NOT_FOUND`. */
  authorizeRoom: busRequest(
    'kcs.api.authorize-room',
    Type.Object({ userId: UserId, roomId: RoomId }),
    Type.Object({ head: Seq }),
  ),
  /** The same command as `POST …/messages`; `created` is false for a repeat of a `client_msg_id`. */
  sendMessage: busRequest(
    'kcs.api.send-message',
    Type.Object({ userId: UserId, roomId: RoomId, ...SendMessageFields }),
    Type.Object({ created: Type.Boolean(), message: Message }),
  ),
  /** Moves the cursor; `messageIds` come back without those of other rooms. `moved` is false where it stood already. */
  markSeen: busRequest(
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
  /** Events after a number, for repair; trusted callers only, membership is not judged. `RESYNC_REQUIRED` as REST. */
  listEvents: busRequest(
    'kcs.api.list-events',
    Type.Object({
      roomId: RoomId,
      after: Seq,
      limit: Type.Integer({ minimum: 1, maximum: LIMITS.EVENTS_PER_PAGE }),
    }),
    Type.Object({ events: Type.Array(RoomEvent), head: Seq }),
  ),
  /** Of the rooms given with a position, those whose head is another; a room that is gone for good has head null. */
  changedHeads: busRequest(
    'kcs.api.changed-heads',
    Type.Object({ positions: Type.Record(Type.String(), Seq) }),
    Type.Object({ heads: Type.Record(Type.String(), Nullable(Seq)) }),
  ),
  /** A user's rooms, at most 500 of the newest activity: for presence pushes and the gateways' index. */
  roomsOfUser: busRequest(
    'kcs.api.rooms-of-user',
    Type.Object({ userId: UserId }),
    Type.Object({ rooms: Type.Array(Membership) }),
  ),
  /** Members in the order of their ids; judges that `userId` is one (`ROOM_NOT_FOUND`). `next` goes into `after`. */
  roomMembers: busRequest(
    'kcs.api.room-members',
    Type.Object({
      userId: UserId,
      roomId: RoomId,
      after: Type.Optional(UserId),
      limit: Type.Integer({ minimum: 1, maximum: 2000 }),
    }),
    Type.Object({
      members: Type.Array(Type.Object({ userId: UserId, userName: Type.String(), userType: UserType })),
      next: Nullable(UserId),
    }),
  ),
  /** Parks what a gateway could not use. */
  parkDeadLetter: busRequest(
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
