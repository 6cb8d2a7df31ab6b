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
const notYet = { description: 'Not available yet: answered with `NOT_IMPLEMENTED`.' };

/**
 * Every event a client may send, the schema of its payload and the event that answers it (protocol §3).
 * Unknown fields are ignored: existing clients may send more than we read. The descriptions are the reference's.
 */
export const CLIENT_EVENTS = {
  'join-chat-rooms': {
    payload: Type.Object(
      {
        // Ids that are not of a room's form are rejected one by one, as rooms that do not exist.
        roomIds: Type.Array(Type.String({ maxLength: 128 }), { maxItems: LIMITS.ROOMS_PER_JOIN }),
        since: Type.Optional(Type.Record(Type.String({ maxLength: 128 }), Seq)),
      },
      { description: 'Hear these rooms, besides those joined before. `since` asks for what was missed.' },
    ),
    answer: 'chat-rooms-joined',
  },
  'leave-chat-room': {
    payload: Type.Object(
      { roomId: RoomId },
      { description: 'Hear this room no more; the membership stays.' },
    ),
    answer: 'chat-room-left',
  },
  'send-message': {
    payload: Type.Object(
      { roomId: RoomId, ...SendMessageFields },
      { description: 'As `POST /chat/rooms/:id/messages`. With a `client_msg_id` it may be repeated.' },
    ),
    answer: 'message-sent',
  },
  'chat-typing': {
    payload: Type.Object(
      { roomId: RoomId, isTyping: Type.Boolean() },
      { description: 'Ends by itself 30 s after the last `true`.' },
    ),
    answer: null,
  },
  'mark-messages-seen': {
    payload: Type.Object(
      {
        roomId: RoomId,
        messageIds: Type.Array(MessageId, { minItems: 1, maxItems: LIMITS.IDS_PER_SEEN }),
      },
      { description: 'Read up to the last of these. Ids of other rooms are ignored.' },
    ),
    answer: 'messages-seen-acknowledged',
  },
  'update-chat-status': {
    payload: Type.Object({ status: PresenceStatus }, { description: 'For all sockets of the user.' }),
    answer: 'chat-status-updated',
  },
  'get-room-online-users': {
    payload: Type.Object(
      { roomId: RoomId, cursor: Type.Optional(Type.String({ maxLength: 128 })) },
      { description: 'Members of the room who are online, joined or not; 500 a page.' },
    ),
    answer: 'room-online-users',
  },
  'refresh-auth': {
    payload: Type.Object(
      { token: Type.String({ minLength: 1, maxLength: 8192 }) },
      { description: 'A new token of the same user, before the old one expires.' },
    ),
    answer: 'auth-refreshed',
  },
  'join-meeting': {
    payload: Type.Object({ ...meeting, participantId: Type.Optional(ParticipantId) }, notYet),
    answer: null,
  },
  'leave-meeting': { payload: Type.Object(meeting, notYet), answer: null },
  'webrtc-signal': {
    payload: Type.Object({ ...meeting, to: ParticipantId, signal: Type.Unknown() }, notYet),
    answer: null,
  },
  'screen-share': { payload: Type.Object({ ...meeting, isSharing: Type.Boolean() }, notYet), answer: null },
  'meeting-media-state': {
    payload: Type.Object({ ...meeting, audio: Type.Boolean(), video: Type.Boolean() }, notYet),
    answer: null,
  },
  'chat-in-meet': { payload: Type.Object({ ...meeting, content: Type.String() }, notYet), answer: null },
} as const satisfies Record<string, ClientEventSpec>;
export type ClientEventName = keyof typeof CLIENT_EVENTS;
export type ClientEventPayload<E extends ClientEventName> = Type.Static<(typeof CLIENT_EVENTS)[E]['payload']>;

/** What a callback gets when the event failed. */
export interface SocketFailure {
  readonly success: false;
  readonly error: { readonly code: string; readonly message: string; readonly retryAfterMs?: number };
}
