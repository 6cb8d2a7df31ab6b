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

export const ChatRoomsJoined = Type.Object({
  success: Type.Boolean(),
  rooms: Type.Array(RoomId),
  message: Type.String(),
  rejected: Type.Optional(Type.Array(Type.Object({ roomId: Type.String(), code: Code }))),
  heads: Type.Record(Type.String(), Seq),
  missed: Type.Optional(Type.Record(Type.String(), Missed)),
});
export type ChatRoomsJoined = Type.Static<typeof ChatRoomsJoined>;

export const RoomOnlineUsers = Type.Object({
  roomId: RoomId,
  users: Type.Array(
    Type.Object({ userId: UserId, userName: Type.String(), userType: UserType, status: VisibleStatus }),
  ),
  count: Type.Integer({ minimum: 0 }),
  nextCursor: Type.Optional(Type.String()),
});
export type RoomOnlineUsers = Type.Static<typeof RoomOnlineUsers>;

export const MessagesSeen = Type.Object({
  userId: UserId,
  roomId: RoomId,
  messageIds: Type.Array(MessageId),
  lastSeenSeq: Seq,
  timestamp: Timestamp,
});
export type MessagesSeen = Type.Static<typeof MessagesSeen>;

export const ChatNotification = Type.Object({
  id: NotificationId,
  type: Type.String(),
  title: Type.Optional(Type.String()),
  body: Type.Optional(Type.String()),
  data: Type.Record(Type.String(), Type.Unknown()),
  timestamp: Timestamp,
});
export type ChatNotification = Type.Static<typeof ChatNotification>;

const withSeq = { seq: Seq };
const success = { success: Type.Boolean() };

/** Every event the server emits, with the schema of its payload (protocol §3). */
export const SERVER_EVENTS = {
  'chat-rooms-joined': ChatRoomsJoined,
  'chat-room-left': Type.Object({ ...success, roomId: RoomId }),
  'message-sent': Type.Object({ ...success, data: Message }),
  'new-chat-message': Type.Object({
    type: Type.Literal('new_message'),
    data: Message,
    timestamp: Timestamp,
    ...withSeq,
  }),
  'chat-message-updated': Type.Object({
    type: Type.Literal('message_updated'),
    data: Message,
    timestamp: Timestamp,
    ...withSeq,
  }),
  'chat-message-deleted': Type.Object({
    type: Type.Literal('message_deleted'),
    data: MessageDeleted,
    timestamp: Timestamp,
    ...withSeq,
  }),
  'room-members-changed': Type.Object({ ...MembersChanged.properties, ...withSeq }),
  'chat-room-updated': Type.Object({ ...RoomUpdated.properties, ...withSeq }),
  'chat-room-deleted': Type.Object({ ...RoomDeleted.properties, ...withSeq }),
  'chat-user-typing': Type.Object({
    userId: UserId,
    userName: Type.String(),
    roomId: RoomId,
    isTyping: Type.Boolean(),
    timestamp: Timestamp,
  }),
  'messages-seen': MessagesSeen,
  'messages-seen-acknowledged': Type.Object({
    ...success,
    roomId: RoomId,
    messageIds: Type.Array(MessageId),
    lastSeenSeq: Seq,
    timestamp: Timestamp,
  }),
  'chat-user-status-update': Type.Object({ ...Presence.properties, timestamp: Timestamp }),
  'chat-status-updated': Type.Object({ ...success, status: VisibleStatus }),
  'room-online-users': RoomOnlineUsers,
  'chat-notification': ChatNotification,
  'chat-resync': Type.Object({ rooms: Type.Record(Type.String(), Seq) }),
  'auth-expiring': Type.Object({ expiresAt: Timestamp }),
  'auth-refreshed': Type.Object({ ...success, expiresAt: Timestamp }),
  'session-ended': Type.Object({ code: Type.String() }),
  'server-draining': Type.Object({ reconnectInMs: Type.Integer({ minimum: 0 }) }),
  error: Type.Object({
    event: Nullable(Type.String()),
    code: Code,
    message: Type.String(),
    retryAfterMs: Type.Optional(Type.Integer()),
  }),
} as const;
export type ServerEventName = keyof typeof SERVER_EVENTS;
export type ServerEventPayload<E extends ServerEventName> = Type.Static<(typeof SERVER_EVENTS)[E]>;
