import Type from 'typebox';
import { MeetingId, MessageId, RoomId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { SendMessageFields } from '../message.ts';
import { Seq } from '../time.ts';
import { PresenceStatus } from '../user.ts';
import type { ServerEventName } from './server-events.ts';

interface ClientEventSpec {
  readonly payload: Type.TSchema;
  /** The event that answers when the client gave no callback; null where there is none. */
  readonly answer: ServerEventName | null;
}

const ParticipantId = Type.String({ minLength: 1, maxLength: 64 });
const meeting = { meetingId: MeetingId };

/**
 * Every event a client may send, the schema of its payload and the event that answers it (protocol §3).
 * Unknown fields are ignored: existing clients may send more than we read.
 */
export const CLIENT_EVENTS = {
  'join-chat-rooms': {
    payload: Type.Object({
      // Ids that are not of a room's form are rejected one by one, as rooms that do not exist.
      roomIds: Type.Array(Type.String({ maxLength: 128 }), { maxItems: LIMITS.ROOMS_PER_JOIN }),
      since: Type.Optional(Type.Record(Type.String({ maxLength: 128 }), Seq)),
    }),
    answer: 'chat-rooms-joined',
  },
  'leave-chat-room': { payload: Type.Object({ roomId: RoomId }), answer: 'chat-room-left' },
  'send-message': {
    payload: Type.Object({ roomId: RoomId, ...SendMessageFields }),
    answer: 'message-sent',
  },
  'chat-typing': { payload: Type.Object({ roomId: RoomId, isTyping: Type.Boolean() }), answer: null },
  'mark-messages-seen': {
    payload: Type.Object({
      roomId: RoomId,
      messageIds: Type.Array(MessageId, { minItems: 1, maxItems: LIMITS.IDS_PER_SEEN }),
    }),
    answer: 'messages-seen-acknowledged',
  },
  'update-chat-status': {
    payload: Type.Object({ status: PresenceStatus }),
    answer: 'chat-status-updated',
  },
  'get-room-online-users': {
    payload: Type.Object({ roomId: RoomId, cursor: Type.Optional(Type.String({ maxLength: 128 })) }),
    answer: 'room-online-users',
  },
  'refresh-auth': {
    payload: Type.Object({ token: Type.String({ minLength: 1, maxLength: 8192 }) }),
    answer: 'auth-refreshed',
  },
  'join-meeting': {
    payload: Type.Object({ ...meeting, participantId: Type.Optional(ParticipantId) }),
    answer: null,
  },
  'leave-meeting': { payload: Type.Object(meeting), answer: null },
  'webrtc-signal': {
    payload: Type.Object({ ...meeting, to: ParticipantId, signal: Type.Unknown() }),
    answer: null,
  },
  'screen-share': { payload: Type.Object({ ...meeting, isSharing: Type.Boolean() }), answer: null },
  'meeting-media-state': {
    payload: Type.Object({ ...meeting, audio: Type.Boolean(), video: Type.Boolean() }),
    answer: null,
  },
  'chat-in-meet': { payload: Type.Object({ ...meeting, content: Type.String() }), answer: null },
} as const satisfies Record<string, ClientEventSpec>;
export type ClientEventName = keyof typeof CLIENT_EVENTS;
export type ClientEventPayload<E extends ClientEventName> = Type.Static<(typeof CLIENT_EVENTS)[E]['payload']>;

/** What a callback gets when the event failed. */
export interface SocketFailure {
  readonly success: false;
  readonly error: { readonly code: string; readonly message: string; readonly retryAfterMs?: number };
}
