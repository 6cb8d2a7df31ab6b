import Type from 'typebox';
import type { ErrorCode } from '../errors.ts';
import { MessageId, NotificationId, RoomId, UserId } from '../ids.ts';
import { Message } from '../message.ts';
import { MembersChanged, MessageDeleted, RoomDeleted, RoomEvent, RoomUpdated } from '../room-event.ts';
import { Nullable, Seq, Timestamp } from '../time.ts';
import { Presence, UserType, VisibleStatus } from '../user.ts';

/** A refused room of a join, or the reason why a gap was not sent. */
const Code = Type.Unsafe<ErrorCode>(Type.String());

export const Missed = Type.Union([
  Type.Object({ events: Type.Array(RoomEvent) }),
  Type.Object({ code: Type.Literal('RESYNC_REQUIRED') }),
  Type.Object({ code: Type.Literal('CATCH_UP_BY_EVENTS'), head: Seq }),
]);
export type Missed = Type.Static<typeof Missed>;

export const ChatRoomsJoined = Type.Object(
  {
    success: Type.Boolean(),
    rooms: Type.Array(RoomId),
    message: Type.String(),
    rejected: Type.Optional(Type.Array(Type.Object({ roomId: Type.String(), code: Code }))),
    heads: Type.Record(Type.String(), Seq),
    missed: Type.Optional(Type.Record(Type.String(), Missed)),
  },
  {
    description:
      'After `heads: { R: n }` the next lasting event of R is n + 1; `missed` is what `since` asked for.',
  },
);
export type ChatRoomsJoined = Type.Static<typeof ChatRoomsJoined>;

export const RoomOnlineUsers = Type.Object(
  {
    roomId: RoomId,
    users: Type.Array(
      Type.Object({ userId: UserId, userName: Type.String(), userType: UserType, status: VisibleStatus }),
    ),
    count: Type.Integer({ minimum: 0 }),
    nextCursor: Type.Optional(Type.String()),
  },
  { description: 'A page of those online, and the `count` of all.' },
);
export type RoomOnlineUsers = Type.Static<typeof RoomOnlineUsers>;

export const MessagesSeen = Type.Object(
  {
    userId: UserId,
    roomId: RoomId,
    messageIds: Type.Array(MessageId),
    lastSeenSeq: Seq,
    timestamp: Timestamp,
  },
  {
    description:
      'Somebody, perhaps oneself elsewhere, has read up to `lastSeenSeq`; best effort, the members list has the truth.',
  },
);
export type MessagesSeen = Type.Static<typeof MessagesSeen>;

export const ChatNotification = Type.Object(
  {
    id: NotificationId,
    type: Type.String(),
    title: Type.Optional(Type.String()),
    body: Type.Optional(Type.String()),
    data: Type.Record(Type.String(), Type.Unknown()),
    timestamp: Timestamp,
  },
  {
    description:
      'To every socket of the user, joined or not. `new_chat`: a room came up, `data` has `roomId`, `roomName`, `initiatedBy`, `initiatorName`.',
  },
);
export type ChatNotification = Type.Static<typeof ChatNotification>;

const withSeq = { seq: Seq };
const success = { success: Type.Boolean() };

/**
 * Every event the server emits, with the schema of its payload (protocol §3). The descriptions are the reference's.
 */
export const SERVER_EVENTS = {
  'chat-rooms-joined': ChatRoomsJoined,
  'chat-room-left': Type.Object(
    { ...success, roomId: RoomId },
    { description: 'This socket hears the room no more.' },
  ),
  'message-sent': Type.Object(
    { ...success, data: Message },
    { description: 'Stored; the sender gets `new-chat-message` too.' },
  ),
  'new-chat-message': Type.Object(
    { type: Type.Literal('new_message'), data: Message, timestamp: Timestamp, ...withSeq },
    { description: 'A message in a joined room.' },
  ),
  'chat-message-updated': Type.Object(
    { type: Type.Literal('message_updated'), data: Message, timestamp: Timestamp, ...withSeq },
    { description: 'Edited, or other reactions: the message as it is now.' },
  ),
  'chat-message-deleted': Type.Object(
    { type: Type.Literal('message_deleted'), data: MessageDeleted, timestamp: Timestamp, ...withSeq },
    { description: 'Its text is gone for everybody.' },
  ),
  'room-members-changed': Type.Object(
    { ...MembersChanged.properties, ...withSeq },
    { description: 'Who is removed gets it on every socket, as the last event of the room.' },
  ),
  'chat-room-updated': Type.Object(
    { ...RoomUpdated.properties, ...withSeq },
    { description: 'To every socket of every member.' },
  ),
  'chat-room-deleted': Type.Object(
    { ...RoomDeleted.properties, ...withSeq },
    { description: 'To every socket of every member, as the last event of the room.' },
  ),
  'chat-user-typing': Type.Object(
    {
      userId: UserId,
      userName: Type.String(),
      roomId: RoomId,
      isTyping: Type.Boolean(),
      timestamp: Timestamp,
    },
    { description: 'At most once a second for each user and room.' },
  ),
  'messages-seen': MessagesSeen,
  'messages-seen-acknowledged': Type.Object(
    {
      ...success,
      roomId: RoomId,
      messageIds: Type.Array(MessageId),
      lastSeenSeq: Seq,
      timestamp: Timestamp,
    },
    { description: 'Where the reader stands now.' },
  ),
  'chat-user-status-update': Type.Object(
    { ...Presence.properties, timestamp: Timestamp },
    { description: 'Of people, not sockets; to who shares a room that is small enough for it.' },
  ),
  'chat-status-updated': Type.Object(
    { ...success, status: VisibleStatus },
    { description: 'The status that all sockets of the user have now.' },
  ),
  'room-online-users': RoomOnlineUsers,
  'chat-notification': ChatNotification,
  'chat-resync': Type.Object(
    { rooms: Type.Record(Type.String(), Seq) },
    { description: 'These rooms, with their heads, could not be repaired: join them again with `since`.' },
  ),
  'auth-expiring': Type.Object(
    { expiresAt: Timestamp },
    { description: 'Time for `refresh-auth`: the socket ends with its token.' },
  ),
  'auth-refreshed': Type.Object(
    { ...success, expiresAt: Timestamp },
    { description: 'The socket lives as long as the new token.' },
  ),
  'session-ended': Type.Object(
    { code: Type.String() },
    { description: 'The last event before the server disconnects for good; log in again.' },
  ),
  'server-draining': Type.Object(
    { reconnectInMs: Type.Integer({ minimum: 0 }) },
    { description: 'This replica is about to stop; come back by yourself after that time.' },
  ),
  error: Type.Object(
    {
      event: Nullable(Type.String()),
      code: Code,
      message: Type.String(),
      retryAfterMs: Type.Optional(Type.Integer()),
    },
    { description: 'What failed, where the client gave no callback.' },
  ),
} as const;
export type ServerEventName = keyof typeof SERVER_EVENTS;
export type ServerEventPayload<E extends ServerEventName> = Type.Static<(typeof SERVER_EVENTS)[E]>;
