import Type from 'typebox';
import type { ErrorCode } from '../errors.ts';
import { MessageId, NotificationId, RoomId, UserId } from '../ids.ts';
import { Message } from '../message.ts';
import { AnyUrgency, UnreadNotificationCount } from '../rest/notifications.ts';
import { AnyNotificationLevel, AnyRoomType } from '../room.ts';
import { RoomEvent } from '../room-event.ts';
import { Nullable, Seq, Timestamp } from '../time.ts';
import { AnyUserType, AnyVisibleStatus, Presence } from '../user.ts';
import { MEETING_EVENTS } from './meeting-events.ts';
import { ROOM_LOG_EVENTS } from './room-log-events.ts';

/**
 * The error code of a rejected join or a failed event. The schema accepts any string, because a newer version may send
 * new codes.
 */
const ErrorCodeText = Type.Unsafe<ErrorCode>(Type.String());

/**
 * The result of a catch-up in one room that a client joined with a known position. It contains either all events since
 * that position, or a code that says how the client can get them (CATCH-1, CATCH-2).
 */
export const RoomCatchUpResult = Type.Union([
  Type.Object({ events: Type.Array(RoomEvent) }),
  Type.Object({ code: Type.Literal('RESYNC_REQUIRED') }),
  Type.Object({ code: Type.Literal('CATCH_UP_BY_EVENTS'), head: Seq }),
]);
export type RoomCatchUpResult = Type.Static<typeof RoomCatchUpResult>;

export const ChatRoomsJoined = Type.Object(
  {
    success: Type.Boolean(),
    rooms: Type.Array(RoomId),
    message: Type.String(),
    rejected: Type.Optional(Type.Array(Type.Object({ roomId: Type.String(), code: ErrorCodeText }))),
    heads: Type.Record(Type.String(), Seq),
    missed: Type.Optional(Type.Record(Type.String(), RoomCatchUpResult)),
  },
  {
    description:
      'The rooms that the socket has joined. `heads` contains the last seq of each room. The next event of a room has the seq after its head. `missed` contains the events that the client requested with `since`.',
  },
);
export type ChatRoomsJoined = Type.Static<typeof ChatRoomsJoined>;

export const RoomOnlineUsers = Type.Object(
  {
    roomId: RoomId,
    users: Type.Array(
      Type.Object({
        userId: UserId,
        userName: Type.String(),
        userType: AnyUserType,
        status: AnyVisibleStatus,
      }),
    ),
    count: Type.Integer({ minimum: 0 }),
    nextCursor: Type.Optional(Type.String()),
  },
  { description: 'One page of online members. `count` is the total across all pages.' },
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
      'A member, possibly you on another device, has seen the room up to `lastSeenSeq`. This event can be lost. The member list is authoritative.',
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
    url: Type.Optional(Type.String()),
    urgency: Type.Optional(AnyUrgency),
    source: Type.Optional(Type.String()),
    timestamp: Timestamp,
  },
  {
    description:
      'Sent to every socket of the user, even if the socket has joined no room. A notification from another service has `source` and `urgency`. Such notifications and mentions are also in the list of notifications. For `new_chat`, `data` has `roomId`, `roomName`, `initiatedBy` and `initiatorName` of the new room. For `mention`, `data` has `roomId`, `roomName`, `messageId`, `messageSeq`, `senderId` and `senderName` of the message that mentions the user. For `meeting_started`, `data` has `meetingId`, `roomId`, `roomName`, `startedBy` and `starterName`.',
  },
);
export type ChatNotification = Type.Static<typeof ChatNotification>;

const successField = { success: Type.Boolean() };

/**
 * Every event that the server emits, with its payload schema (SOCK-7). The descriptions appear in the AsyncAPI
 * document.
 */
export const SERVER_EVENTS = {
  'chat-rooms-joined': ChatRoomsJoined,
  'chat-room-left': Type.Object(
    { ...successField, roomId: RoomId },
    { description: 'This socket no longer receives events from the room.' },
  ),
  'message-sent': Type.Object(
    { ...successField, data: Message },
    {
      description:
        'The message is stored. The sender receives `new-chat-message` as well if the sender has joined the room.',
    },
  ),
  ...ROOM_LOG_EVENTS,
  'chat-room-added': Type.Object(
    {
      roomId: RoomId,
      roomName: Type.String(),
      roomType: AnyRoomType,
      addedBy: Type.Object({ userId: UserId, name: Type.String() }),
      timestamp: Timestamp,
    },
    {
      description: 'You created this room, possibly on another device. Sent to every socket of the creator.',
    },
  ),
  'chat-room-settings-changed': Type.Object(
    {
      roomId: RoomId,
      muted: Type.Boolean(),
      notificationLevel: AnyNotificationLevel,
      hidden: Type.Boolean(),
      timestamp: Timestamp,
    },
    {
      description:
        'You changed the notification level of this room, or you hid or reopened a direct room, possibly on another device. Sent to every socket of the user. This event can be lost. The room list is authoritative.',
    },
  ),
  'chat-user-updated': Type.Object(
    {
      userId: UserId,
      name: Type.String(),
      userType: AnyUserType,
      active: Type.Boolean(),
      timestamp: Timestamp,
    },
    {
      description:
        'The name or type of a user changed, or the account was deactivated or reactivated. Sent to the user and to the members of the user’s rooms, except very large rooms. This event can be lost. Room lists and member lists are authoritative.',
    },
  ),
  'chat-user-typing': Type.Object(
    {
      userId: UserId,
      userName: Type.String(),
      roomId: RoomId,
      isTyping: Type.Boolean(),
      timestamp: Timestamp,
    },
    { description: 'A member started or stopped typing. Sent at most once a second per user and room.' },
  ),
  'messages-seen': MessagesSeen,
  'messages-seen-acknowledged': Type.Object(
    {
      ...successField,
      roomId: RoomId,
      messageIds: Type.Array(MessageId),
      lastSeenSeq: Seq,
      timestamp: Timestamp,
    },
    { description: 'The position of your read cursor after `mark-messages-seen`.' },
  ),
  'chat-user-status-update': Type.Object(
    { ...Presence.properties, timestamp: Timestamp },
    {
      description:
        "A user's overall status changed. Sent to everyone who shares a room with the user, except in very large rooms.",
    },
  ),
  'chat-status-updated': Type.Object(
    { ...successField, status: AnyVisibleStatus },
    { description: 'Your current status, which applies to all of your sockets.' },
  ),
  'room-online-users': RoomOnlineUsers,
  'chat-notification': ChatNotification,
  'notifications-seen': Type.Object(
    {
      ids: Type.Optional(Type.Array(NotificationId)),
      allBefore: Type.Optional(NotificationId),
      unreadCount: UnreadNotificationCount,
    },
    {
      description:
        'You marked notifications as seen, possibly on another device: the notifications in `ids`, or the notification `allBefore` and all older ones. Sent to every socket of the user. This event can be lost. The list of notifications is authoritative.',
    },
  ),
  'chat-resync': Type.Object(
    { rooms: Type.Record(Type.String(), Seq) },
    {
      description:
        'The server could not repair a gap in these rooms. Each number is the last seq of a room. Join the rooms again with `since`.',
    },
  ),
  'auth-expiring': Type.Object(
    { expiresAt: Timestamp },
    {
      description:
        'Your access token expires soon. Send `refresh-auth` before `expiresAt`, or the server disconnects this socket.',
    },
  ),
  'auth-refreshed': Type.Object(
    { ...successField, expiresAt: Timestamp },
    { description: 'The new token was accepted. The connection stays open until the new token expires.' },
  ),
  'session-ended': Type.Object(
    { code: Type.String() },
    { description: 'The session has ended and the server disconnects. Log in again.' },
  ),
  'socket-evicted': Type.Object(
    { code: Type.String() },
    {
      description:
        'The user has too many sockets, so the server closes this one. The session does not end. After the code `EVICTION_LOOP`, connect again only when the user asks for it.',
    },
  ),
  ...MEETING_EVENTS,
  'server-draining': Type.Object(
    { reconnectInMs: Type.Integer({ minimum: 0 }) },
    {
      description:
        'The server is about to stop and will close the connection. Reconnect after `reconnectInMs` milliseconds.',
    },
  ),
  error: Type.Object(
    {
      event: Nullable(Type.String()),
      code: ErrorCodeText,
      message: Type.String(),
      retryAfterMs: Type.Optional(Type.Integer()),
    },
    { description: 'A client event failed. Sent only if the client event had no callback.' },
  ),
} as const;
export type ServerEventName = keyof typeof SERVER_EVENTS;

export type ServerEventPayload<E extends ServerEventName> = Type.Static<(typeof SERVER_EVENTS)[E]>;
