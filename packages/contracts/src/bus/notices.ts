import Type from 'typebox';
import type { SessionEndCode } from '../close-reasons.ts';
import { MeetingId, RoomId, SessionId, UserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { ChatNotification, MessagesSeen, SERVER_EVENTS } from '../socket/server-events.ts';
import { Timestamp } from '../time.ts';
import { AnyUserType, Presence } from '../user.ts';

/**
 * One-way messages over core NATS to every replica that subscribes to them. A notice is delivered at most once. A
 * replica that misses a notice learns of the change later in another way, for example from a regular request or from
 * the room's log. The descriptions appear in the AsyncAPI document (BUS-11).
 */
export const NOTICES = {
  sessionsEnded: {
    subject: 'kcs.notice.sessions-ended',
    payload: Type.Object(
      {
        userId: UserId,
        sessionIds: Type.Array(SessionId),
        /**
         * The reason why the sessions ended. The schema accepts any text, because a code that only a newer version
         * knows must also end the sessions (END-8).
         */
        code: Type.Unsafe<Exclude<SessionEndCode, 'TOKEN_EXPIRED'>>(Type.String()),
      },
      {
        description:
          'Sessions have ended. Gateways emit `session-ended` with the notice’s `code` to the sockets of these sessions, and disconnect the sockets.',
      },
    ),
  },
  userChanged: {
    subject: 'kcs.notice.user-changed',
    payload: Type.Object(
      {
        userId: UserId,
        name: Type.String(),
        userType: AnyUserType,
        active: Type.Optional(Type.Boolean()),
        roomIds: Type.Optional(Type.Array(RoomId)),
        timestamp: Type.Optional(Timestamp),
      },
      {
        description:
          'The name or type of a user has changed, or the account was deactivated or reactivated. Gateways emit `chat-user-updated` to the user and to the members of `roomIds`. `roomIds` lists the user’s rooms, except rooms that are too large for this event. Older versions send neither `active` nor `roomIds`.',
      },
    ),
  },
  roomSettingsChanged: {
    subject: 'kcs.notice.room-settings-changed',
    payload: Type.Object(
      { userId: UserId, ...SERVER_EVENTS['chat-room-settings-changed'].properties },
      {
        description:
          'A user changed their own settings for a room. Gateways emit `chat-room-settings-changed` to the user’s sockets.',
      },
    ),
  },
  notified: {
    subject: 'kcs.notice.notified',
    payload: Type.Object(
      {
        userIds: Type.Array(UserId, { maxItems: LIMITS.RECIPIENTS_PER_NOTICE }),
        notification: ChatNotification,
      },
      {
        description:
          'A notification from another service is stored. `userIds` lists some of its recipients. Gateways emit `chat-notification` to the sockets of these users (NOTIFY-7). The same notice may arrive more than once.',
      },
    ),
  },
  notificationsSeen: {
    subject: 'kcs.notice.notifications-seen',
    payload: Type.Object(
      { userId: UserId, ...SERVER_EVENTS['notifications-seen'].properties },
      {
        description:
          'A user marked notifications as seen. Gateways emit `notifications-seen` to the user’s sockets (NOTIFY-9).',
      },
    ),
  },
  presenceChanged: {
    subject: 'kcs.notice.presence-changed',
    payload: Type.Object(
      { ...Presence.properties, roomIds: Type.Array(RoomId), timestamp: Timestamp },
      {
        description:
          'A user came online, went offline, or changed status. `roomIds` lists the user’s rooms that are small enough for presence pushes (PRES-5).',
      },
    ),
  },
  meetingStarted: {
    subject: 'kcs.notice.meeting-started',
    payload: Type.Object(
      {
        meetingId: MeetingId,
        roomId: RoomId,
        roomName: Type.String(),
        startedBy: UserId,
        starterName: Type.String(),
        timestamp: Timestamp,
      },
      {
        description:
          'A meeting has started. Gateways send the notification `meeting_started` to the members of the room (MEET-1).',
      },
    ),
  },
  meetingEnded: {
    subject: 'kcs.notice.meeting-ended',
    payload: Type.Object(
      { ...SERVER_EVENTS['meeting-ended'].properties },
      {
        description:
          'A meeting has ended. Gateways remove all participants from the meeting, and emit `meeting-ended` to the members of the room (MEET-2).',
      },
    ),
  },
  /**
   * Announces that a REST request moved a member's read cursor. Gateways notify the sockets that have joined the room
   * (SOCK-12, BUS-3).
   */
  seen: { subject: 'chat.room.*.seen', payload: MessagesSeen },
} as const;
