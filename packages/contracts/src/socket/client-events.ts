import Type from 'typebox';
import { MeetingId, MessageId, RoomId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { SendMessageFields } from '../message.ts';
import { Seq } from '../time.ts';
import { PresenceStatus } from '../user.ts';
import type { ServerEventName } from './server-events.ts';

interface ClientEventSpec {
  readonly payload: Type.TSchema;
  /**
   * The server event that answers this client event if the client passed no callback; null if there is no answer in
   * that case.
   */
  readonly answer: ServerEventName | null;
}

/**
 * A participant id that a client sends. The schema accepts malformed ids. The server treats them as ids of participants
 * who are not in the meeting.
 */
const UncheckedParticipantId = Type.String({ minLength: 1, maxLength: 64 });
const meetingIdField = { meetingId: MeetingId };

/**
 * Every event that a client may send, with its payload schema and the server event that answers it (SOCK-6). Unknown
 * payload fields are ignored, because existing clients may send additional ones. The descriptions appear in the
 * AsyncAPI document.
 */
export const CLIENT_EVENTS = {
  'join-chat-rooms': {
    payload: Type.Object(
      {
        // The schema accepts malformed room ids, so that the server can reject each room individually. The server
        // treats a malformed id as the id of a room that does not exist.
        roomIds: Type.Array(Type.String({ maxLength: 128 }), { maxItems: LIMITS.ROOMS_PER_JOIN }),
        since: Type.Optional(Type.Record(Type.String({ maxLength: 128 }), Seq)),
      },
      {
        description:
          'Joins rooms, so that the socket receives their events. Rooms that the socket joined earlier stay joined. `since` contains the last seq that the client knows of each room and requests all later events.',
      },
    ),
    answer: 'chat-rooms-joined',
  },
  'leave-chat-room': {
    payload: Type.Object(
      { roomId: RoomId },
      { description: 'Stops the events of this room on this socket. The user stays a member.' },
    ),
    answer: 'chat-room-left',
  },
  'send-message': {
    payload: Type.Object(
      { roomId: RoomId, ...SendMessageFields },
      {
        description:
          'Sends a message, like `POST /chat/rooms/:id/messages`. A retry with the same `client_msg_id` does not send the message twice.',
      },
    ),
    answer: 'message-sent',
  },
  'chat-typing': {
    payload: Type.Object(
      { roomId: RoomId, isTyping: Type.Boolean() },
      {
        description:
          'Tells the room whether the user is typing. `isTyping: true` expires after 30 s unless the client sends it again.',
      },
    ),
    answer: null,
  },
  'mark-messages-seen': {
    payload: Type.Object(
      {
        roomId: RoomId,
        messageIds: Type.Array(MessageId, { minItems: 1, maxItems: LIMITS.IDS_PER_SEEN }),
      },
      {
        description:
          'Moves the read cursor of the user to the last of these messages. Ignores ids of messages in other rooms.',
      },
    ),
    answer: 'messages-seen-acknowledged',
  },
  'update-chat-status': {
    payload: Type.Object(
      { status: PresenceStatus },
      { description: 'Sets the status for all sockets of the user.' },
    ),
    answer: 'chat-status-updated',
  },
  'get-room-online-users': {
    payload: Type.Object(
      { roomId: RoomId, cursor: Type.Optional(Type.String({ maxLength: 128 })) },
      {
        description:
          'Requests the online members of the room, at most 500 per page, including members whose sockets have not joined the room.',
      },
    ),
    answer: 'room-online-users',
  },
  'refresh-auth': {
    payload: Type.Object(
      { token: Type.String({ minLength: 1, maxLength: 8192 }) },
      {
        description:
          'Replaces the access token of the connection with a new token of the same user, so that the connection stays open. Send this event before the old token expires.',
      },
    ),
    answer: 'auth-refreshed',
  },
  'join-meeting': {
    payload: Type.Object(
      {
        ...meetingIdField,
        participantId: Type.Optional(UncheckedParticipantId),
        audio: Type.Optional(Type.Boolean()),
        video: Type.Optional(Type.Boolean()),
      },
      {
        description:
          'Joins a meeting with this socket. To return after a lost connection, send your former `participantId`. You then keep your place, and the socket that had it leaves the meeting. `audio` and `video` say whether your microphone and camera are on, and are false by default.',
      },
    ),
    answer: 'meeting-joined',
  },
  'leave-meeting': {
    payload: Type.Object(meetingIdField, { description: 'Leaves a meeting with this socket.' }),
    answer: 'meeting-left',
  },
  'webrtc-signal': {
    payload: Type.Object(
      { ...meetingIdField, to: UncheckedParticipantId, signal: Type.Record(Type.String(), Type.Unknown()) },
      {
        description:
          'Sends a WebRTC signal, such as a session description or an ICE candidate, to one participant. A signal may have at most 32 KiB as JSON.',
      },
    ),
    answer: null,
  },
  'screen-share': {
    payload: Type.Object(
      { ...meetingIdField, isSharing: Type.Boolean() },
      { description: 'Tells the other participants whether you are sharing your screen.' },
    ),
    answer: null,
  },
  'meeting-media-state': {
    payload: Type.Object(
      { ...meetingIdField, audio: Type.Boolean(), video: Type.Boolean() },
      { description: 'Tells the other participants whether your microphone and camera are on.' },
    ),
    answer: null,
  },
  'chat-in-meet': {
    payload: Type.Object(
      { ...meetingIdField, content: SendMessageFields.content },
      {
        description:
          'Sends a message to the other participants. The message is not stored. Its content follows the rules for messages in rooms.',
      },
    ),
    answer: null,
  },
} as const satisfies Record<string, ClientEventSpec>;
export type ClientEventName = keyof typeof CLIENT_EVENTS;
export type ClientEventPayload<E extends ClientEventName> = Type.Static<(typeof CLIENT_EVENTS)[E]['payload']>;

/** The acknowledgment that a client receives if its event failed (SOCK-3). */
export interface SocketFailure {
  readonly success: false;
  readonly error: { readonly code: string; readonly message: string; readonly retryAfterMs?: number };
}
