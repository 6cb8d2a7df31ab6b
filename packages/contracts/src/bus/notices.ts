import Type from 'typebox';
import type { SessionEndCode } from '../close-reasons.ts';
import { RoomId, SessionId, UserId } from '../ids.ts';
import { MessagesSeen } from '../socket/server-events.ts';
import { Timestamp } from '../time.ts';
import { Presence, UserType } from '../user.ts';

/**
 * One-way messages over core NATS to every replica. They are best effort. A lost one is made up for by a lease, a
 * poll, or the log of the room.
 */
export const NOTICES = {
  /** Sessions that ended. Their sockets receive `session-ended` `{ code }` and are disconnected (END-2, END-7). */
  sessionsEnded: {
    subject: 'kcs.notice.sessions-ended',
    payload: Type.Object({
      userId: UserId,
      sessionIds: Type.Array(SessionId),
      /** Any text is accepted: an unknown code of a newer version ends the sessions, too (END-8). */
      code: Type.Unsafe<Exclude<SessionEndCode, 'TOKEN_EXPIRED'>>(Type.String()),
    }),
  },
  /** A user's name or type changed. */
  userChanged: {
    subject: 'kcs.notice.user-changed',
    payload: Type.Object({ userId: UserId, name: Type.String(), userType: UserType }),
  },
  /** A user came online, went offline or changed status. `roomIds` are the rooms small enough for a push (PRES-5). */
  presenceChanged: {
    subject: 'kcs.notice.presence-changed',
    payload: Type.Object({ ...Presence.properties, roomIds: Type.Array(RoomId), timestamp: Timestamp }),
  },
  /** A read cursor moved over REST. The gateways notify the room's sockets (SOCK-12, BUS-3). */
  seen: { subject: 'chat.room.*.seen', payload: MessagesSeen },
} as const;
