import Type from 'typebox';
import type { ErrorCode } from '../errors.ts';
import { MeetingId, MessageId, NotificationId, ParticipantId, RoomId, UserId } from '../ids.ts';
import { IceServer } from '../meeting.ts';
import { Message, ReactionChange } from '../message.ts';
import { AnyUrgency, UnreadNotificationCount } from '../rest/notifications.ts';
import { AnyNotificationLevel, AnyRoomType } from '../room.ts';
import {
  MembersChangedEventData,
  MessageDeletedEventData,
  NewlyMentionedUserIds,
  RoomDeletedEventData,
  RoomEvent,
  RoomUpdatedEventData,
  UnknownRoomEvent,
} from '../room-event.ts';
import { Nullable, Seq, Timestamp } from '../time.ts';
import { AnyUserType, AnyVisibleStatus, Presence } from '../user.ts';

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

const seqField = { seq: Seq };
const successField = { success: Type.Boolean() };

/** A person's connection to a meeting. A person who joins with two tabs is two participants. */
export const MeetingParticipant = Type.Object({
  participantId: ParticipantId,
  userId: UserId,
  userName: Type.String(),
  audio: Type.Boolean(),
  video: Type.Boolean(),
  isSharing: Type.Boolean(),
});
export type MeetingParticipant = Type.Static<typeof MeetingParticipant>;

/**
 * The version of the list of participants. It increases with every change to the list, usually by more than 1 (MEET-5).
 * Signals and messages do not change it.
 */
const RosterVersion = Type.Integer({
  minimum: 0,
  description: 'Increases with every change to the list of participants, usually by more than 1',
});
const participantEventFields = { meetingId: MeetingId, from: ParticipantId, timestamp: Timestamp };
const rosterChangeFields = { ...participantEventFields, version: RosterVersion };

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
  'new-chat-message': Type.Object(
    { type: Type.Literal('new_message'), data: Message, timestamp: Timestamp, ...seqField },
    { description: 'A member sent a message in a joined room.' },
  ),
  'chat-message-updated': Type.Object(
    {
      type: Type.Literal('message_updated'),
      data: Message,
      timestamp: Timestamp,
      ...seqField,
      reaction: Type.Optional(ReactionChange),
      newly_mentioned: Type.Optional(NewlyMentionedUserIds),
    },
    {
      description:
        'A message was edited or its reactions changed. `data` is the current message. `reaction` is present if a reaction was added or removed. `newly_mentioned` is present if an edit added mentions.',
    },
  ),
  'chat-message-deleted': Type.Object(
    {
      type: Type.Literal('message_deleted'),
      data: MessageDeletedEventData,
      timestamp: Timestamp,
      ...seqField,
    },
    { description: 'A message was deleted. Its content is removed for everyone.' },
  ),
  'room-members-changed': Type.Object(
    { ...MembersChangedEventData.properties, ...seqField },
    {
      description:
        'Members were added or removed, or their roles changed. A removed user receives this event on every socket, and no later event of the room.',
    },
  ),
  'chat-room-updated': Type.Object(
    { ...RoomUpdatedEventData.properties, ...seqField },
    {
      description:
        'The room was renamed, or its post policy changed. Sent to every socket of every member. `postPolicy` is present only if the policy changed.',
    },
  ),
  'chat-room-deleted': Type.Object(
    { ...RoomDeletedEventData.properties, ...seqField },
    {
      description:
        'The room was deleted. Sent to every socket of every member, as the last event of the room.',
    },
  ),
  'room-event': Type.Object(
    {
      seq: Seq,
      kind: UnknownRoomEvent.properties.kind,
      roomId: RoomId,
      data: UnknownRoomEvent.properties.data,
      timestamp: Timestamp,
    },
    {
      description:
        'An event in a joined room of a kind that only a newer server version knows. The event takes a seq like any other event. Clients that do not know its `kind` ignore its data.',
    },
  ),
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
  'meeting-joined': Type.Object(
    {
      ...successField,
      meetingId: MeetingId,
      roomId: RoomId,
      participantId: ParticipantId,
      participants: Type.Array(MeetingParticipant),
      version: RosterVersion,
      iceServers: Type.Array(IceServer),
    },
    {
      description:
        'You are in the meeting as `participantId`. `participants` lists everyone in the meeting, including you, in the order in which they joined. Later events with a higher `version` change this list.',
    },
  ),
  'meeting-left': Type.Object(
    {
      ...successField,
      meetingId: MeetingId,
      participantId: Type.Optional(ParticipantId),
      reason: Type.Optional(Type.String()),
      timestamp: Timestamp,
    },
    {
      description:
        'This socket is no longer in the meeting. `reason` is `left` after `leave-meeting`, `taken-over` if another socket of yours took your place, `removed` if you are no longer a member of the room, and `full` if someone else got your place while the server could not be reached. `participantId` is missing if the socket was not in the meeting.',
    },
  ),
  'meeting-participant-joined': Type.Object(
    { ...rosterChangeFields, participant: MeetingParticipant },
    { description: 'A participant joined the meeting. Sent to the other participants.' },
  ),
  'meeting-participant-left': Type.Object(rosterChangeFields, {
    description: 'A participant left the meeting. Sent to the other participants.',
  }),
  'meeting-media-state': Type.Object(
    { ...rosterChangeFields, audio: Type.Boolean(), video: Type.Boolean() },
    {
      description:
        'A participant turned their microphone or camera on or off. Sent to the other participants.',
    },
  ),
  'screen-share': Type.Object(
    { ...rosterChangeFields, isSharing: Type.Boolean() },
    {
      description: 'A participant started or stopped sharing their screen. Sent to the other participants.',
    },
  ),
  'webrtc-signal': Type.Object(
    {
      ...participantEventFields,
      to: ParticipantId,
      signal: Type.Record(Type.String(), Type.Unknown()),
    },
    { description: 'A signal from another participant. Sent only to the participant whose id is `to`.' },
  ),
  'chat-in-meet': Type.Object(
    { ...participantEventFields, userId: UserId, userName: Type.String(), content: Type.String() },
    { description: 'A message in the meeting. Sent to the other participants, and not stored.' },
  ),
  'meeting-ended': Type.Object(
    {
      meetingId: MeetingId,
      roomId: RoomId,
      reason: Type.String(),
      timestamp: Timestamp,
    },
    {
      description:
        'The meeting has ended. `reason` is `ended` if someone ended it, `empty` if it had no participants for a while, or `room-deleted`. Sent to every socket of every member of the room, or only to the participants if the room was deleted. Members who are not in the meeting may miss this event. The list of meetings is authoritative.',
    },
  ),
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

/** The server events that carry a persisted room event. */
export type PersistedSocketEventName =
  | 'new-chat-message'
  | 'chat-message-updated'
  | 'chat-message-deleted'
  | 'room-members-changed'
  | 'chat-room-updated'
  | 'chat-room-deleted'
  | 'room-event';

export type ServerEventPayload<E extends ServerEventName> = Type.Static<(typeof SERVER_EVENTS)[E]>;
