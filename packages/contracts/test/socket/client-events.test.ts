import t from 'tap';
import type { ClientEventName } from '../../src/index.ts';
import { CLIENT_EVENTS, LIMITS, SERVER_EVENTS } from '../../src/index.ts';
import { checkSchema } from '../support/check-schema.ts';
import { createExampleId, ROOM_ID } from '../support/examples.ts';

const MEETING_ID = createExampleId('meet');
const createExampleIds = (kind: 'room' | 'msg', count: number) =>
  Array.from({ length: count }, (_, n) => createExampleId(kind, n));

const PAYLOAD_CASES_BY_EVENT: Record<
  ClientEventName,
  { accepted: object[]; refused: Record<string, unknown> }
> = {
  'join-chat-rooms': {
    accepted: [
      { roomIds: [] },
      { roomIds: ['malformed'], since: { [ROOM_ID]: 0 } },
      { roomIds: createExampleIds('room', LIMITS.ROOMS_PER_JOIN) },
    ],
    refused: {
      'too many rooms': { roomIds: createExampleIds('room', LIMITS.ROOMS_PER_JOIN + 1) },
      'a negative position': { roomIds: [ROOM_ID], since: { [ROOM_ID]: -1 } },
      'no rooms': {},
    },
  },
  'leave-chat-room': { accepted: [{ roomId: ROOM_ID }], refused: { 'a malformed id': { roomId: 'room_1' } } },
  'send-message': {
    accepted: [
      { roomId: ROOM_ID, content: 'hello' },
      {
        roomId: ROOM_ID,
        content: 'a picture',
        message_type: 'image',
        client_msg_id: 'a1',
        metadata: { width: 1 },
      },
    ],
    refused: {
      'no content': { roomId: ROOM_ID },
      'a system message': { roomId: ROOM_ID, content: 'hello', message_type: 'system' },
      'a client_msg_id that is too long': {
        roomId: ROOM_ID,
        content: 'hello',
        client_msg_id: 'x'.repeat(65),
      },
      'a client_msg_id with NUL': { roomId: ROOM_ID, content: 'hello', client_msg_id: '\0' },
    },
  },
  'chat-typing': {
    accepted: [{ roomId: ROOM_ID, isTyping: false }],
    refused: { 'a word for a boolean': { roomId: ROOM_ID, isTyping: 'true' } },
  },
  'mark-messages-seen': {
    accepted: [{ roomId: ROOM_ID, messageIds: createExampleIds('msg', LIMITS.IDS_PER_SEEN) }],
    refused: {
      'no messages': { roomId: ROOM_ID, messageIds: [] },
      'too many messages': { roomId: ROOM_ID, messageIds: createExampleIds('msg', LIMITS.IDS_PER_SEEN + 1) },
    },
  },
  'update-chat-status': {
    accepted: [{ status: 'busy' }],
    refused: { 'a status that only the server sets': { status: 'offline' } },
  },
  'get-room-online-users': {
    accepted: [{ roomId: ROOM_ID }, { roomId: ROOM_ID, cursor: createExampleId('user') }],
    refused: { 'no room': {} },
  },
  'refresh-auth': { accepted: [{ token: 'x' }], refused: { 'an empty token': { token: '' } } },
  'join-meeting': {
    accepted: [
      { meetingId: MEETING_ID },
      { meetingId: MEETING_ID, participantId: 'malformed', audio: true, video: false },
    ],
    refused: { 'no meeting': {}, 'a word for a boolean': { meetingId: MEETING_ID, audio: 'on' } },
  },
  'leave-meeting': { accepted: [{ meetingId: MEETING_ID }], refused: { 'no meeting': {} } },
  'webrtc-signal': {
    accepted: [{ meetingId: MEETING_ID, to: 'p1', signal: { sdp: '' } }],
    refused: {
      'no addressee': { meetingId: MEETING_ID, signal: {} },
      'a signal that is not an object': { meetingId: MEETING_ID, to: 'p1', signal: 'sdp' },
    },
  },
  'screen-share': {
    accepted: [{ meetingId: MEETING_ID, isSharing: true }],
    refused: { 'no state': { meetingId: MEETING_ID } },
  },
  'meeting-media-state': {
    accepted: [{ meetingId: MEETING_ID, audio: true, video: false }],
    refused: { 'half a state': { meetingId: MEETING_ID, audio: true } },
  },
  'chat-in-meet': {
    accepted: [{ meetingId: MEETING_ID, content: 'hi' }],
    refused: {
      'no content': { meetingId: MEETING_ID },
      'content that is too long': {
        meetingId: MEETING_ID,
        content: 'x'.repeat(4 * LIMITS.CONTENT_CODE_POINTS + 1),
      },
    },
  },
};

for (const name of Object.keys(CLIENT_EVENTS) as ClientEventName[]) {
  t.test(
    `${name} accepts valid payloads, ignores unknown fields, and refuses invalid payloads (SOCK-6)`,
    async (t) => {
      const { accepted, refused } = PAYLOAD_CASES_BY_EVENT[name];
      const payloadsWithUnknownField = accepted.map((payload) => ({ ...payload, unknown: 1 }));
      checkSchema(t, CLIENT_EVENTS[name].payload, {
        accepted: [...accepted, ...payloadsWithUnknownField],
        refused: { ...refused, nothing: undefined, null: null, 'a list': [], 'a string': 'x' },
      });
    },
  );
}

t.test('every event that answers a client event is a server event', async (t) => {
  for (const [name, { answer }] of Object.entries(CLIENT_EVENTS)) {
    t.ok(answer === null || answer in SERVER_EVENTS, name);
  }
});

t.test('every client event has a description for the API reference', async (t) => {
  for (const [name, { payload }] of Object.entries(CLIENT_EVENTS)) {
    t.match((payload as { description?: string }).description, /^[A-Z].*\.$/, name);
  }
});
