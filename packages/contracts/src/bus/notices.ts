import Type from 'typebox';
import { RoomId, SessionId, UserId } from '../ids.ts';
import { MessagesSeen } from '../socket/server-events.ts';
import { Timestamp } from '../time.ts';
import { Presence, UserType } from '../user.ts';

/** One-way messages over core NATS that every replica hears; each has a net (a lease, a poll, the log) under it. */
export const NOTICES = {
  /** Sessions that ended: their sockets get `session-ended` `{ code }` and are disconnected. */
  sessionsEnded: {
    subject: 'kcs.notice.sessions-ended',
    payload: Type.Object({
      userId: UserId,
      sessionIds: Type.Array(SessionId),
      code: Type.Union([
        Type.Literal('LOGGED_OUT'),
        Type.Literal('SESSION_REVOKED'),
        Type.Literal('DEACTIVATED'),
      ]),
    }),
  },
  /** A user's name or type changed. */
  userChanged: {
    subject: 'kcs.notice.user-changed',
    payload: Type.Object({ userId: UserId, name: Type.String(), userType: UserType }),
  },
  /** A person came, went or chose another status; `roomIds` are those small enough for a push. */
  presenceChanged: {
    subject: 'kcs.notice.presence-changed',
    payload: Type.Object({ ...Presence.properties, roomIds: Type.Array(RoomId), timestamp: Timestamp }),
  },
  /** Marked seen over REST: the gateways tell the room. `chat.room.<id>.seen` in protocol §4. */
  seen: { subject: 'chat.room.*.seen', payload: MessagesSeen },
} as const;
