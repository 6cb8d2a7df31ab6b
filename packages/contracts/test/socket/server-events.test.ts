import t from 'tap';
import type { ServerEventName } from '../../src/index.ts';
import { SERVER_EVENTS } from '../../src/index.ts';
import { checkSchema } from '../support/check-schema.ts';
import { createExampleId, message, NOW, ROOM_ID, roomEvents, USER_ID } from '../support/examples.ts';

const messageDeletedPayload = {
  messageId: message.id,
  roomId: ROOM_ID,
  messageSeq: 2,
  deletedBy: USER_ID,
  timestamp: NOW,
};
const membersChangedPayload = {
  roomId: ROOM_ID,
  added: [],
  removed: [USER_ID],
  changed: [{ userId: USER_ID, role: 'admin' }],
  by: { userId: USER_ID, name: 'Ada' },
  roomName: 'Staff',
  roomType: 'group',
  timestamp: NOW,
};
const messagesSeenPayload = { roomId: ROOM_ID, messageIds: [message.id], lastSeenSeq: 2, timestamp: NOW };
const roomsJoinedPayload = {
  success: true,
  rooms: [ROOM_ID],
  message: 'Successfully joined chat rooms',
  heads: { [ROOM_ID]: 7 },
};

const PARTICIPANT_ID = createExampleId('part');
const participant = {
  participantId: PARTICIPANT_ID,
  userId: USER_ID,
  userName: 'Ada',
  audio: true,
  video: false,
  isSharing: false,
};
const participantEventFields = { meetingId: createExampleId('meet'), from: PARTICIPANT_ID, timestamp: NOW };

const ACCEPTED_PAYLOADS: Record<ServerEventName, object[]> = {
  'chat-rooms-joined': [
    roomsJoinedPayload,
    { ...roomsJoinedPayload, rejected: [{ roomId: 'malformed', code: 'ROOM_NOT_FOUND' }] },
    { ...roomsJoinedPayload, missed: { [ROOM_ID]: { events: roomEvents } } },
    { ...roomsJoinedPayload, missed: { [ROOM_ID]: { code: 'RESYNC_REQUIRED' } } },
    { ...roomsJoinedPayload, missed: { [ROOM_ID]: { code: 'CATCH_UP_BY_EVENTS', head: 7 } } },
  ],
  'socket-evicted': [{ code: 'TOO_MANY_SOCKETS' }, { code: 'NEWER_THAN_US' }],
  'chat-room-left': [{ success: true, roomId: ROOM_ID }],
  'message-sent': [{ success: true, data: message }],
  'new-chat-message': [{ type: 'new_message', data: message, timestamp: NOW, seq: 2 }],
  'chat-message-updated': [
    { type: 'message_updated', data: message, timestamp: NOW, seq: 3 },
    {
      type: 'message_updated',
      data: message,
      timestamp: NOW,
      seq: 3,
      reaction: { emoji: '👍', user_id: USER_ID, added: true },
    },
  ],
  'chat-message-deleted': [{ type: 'message_deleted', data: messageDeletedPayload, timestamp: NOW, seq: 4 }],
  'room-members-changed': [{ ...membersChangedPayload, seq: 5 }],
  'chat-room-updated': [{ roomId: ROOM_ID, name: 'New', timestamp: NOW, seq: 6 }],
  'chat-room-deleted': [{ roomId: ROOM_ID, deletedBy: USER_ID, timestamp: NOW, seq: 7 }],
  'notifications-seen': [
    { ids: [createExampleId('notif')], unreadCount: 0 },
    { allBefore: createExampleId('notif'), unreadCount: 1_000 },
  ],
  'room-event': [
    { seq: 8, kind: 'room-painted', roomId: ROOM_ID, data: { color: 'blue' }, timestamp: NOW },
    { seq: 8, kind: 'room-painted', roomId: ROOM_ID, data: {}, timestamp: NOW, more: 1 },
  ],
  'chat-room-added': [
    {
      roomId: ROOM_ID,
      roomName: 'Staff',
      roomType: 'group',
      addedBy: { userId: USER_ID, name: 'Ada' },
      timestamp: NOW,
    },
  ],
  'chat-room-settings-changed': [
    { roomId: ROOM_ID, muted: true, notificationLevel: 'none', hidden: false, timestamp: NOW },
  ],
  'chat-user-updated': [{ userId: USER_ID, name: 'Ada', userType: 'Teacher', active: false, timestamp: NOW }],
  'chat-user-typing': [{ userId: USER_ID, userName: 'Ada', roomId: ROOM_ID, isTyping: true, timestamp: NOW }],
  'messages-seen': [{ ...messagesSeenPayload, userId: USER_ID }],
  'messages-seen-acknowledged': [{ ...messagesSeenPayload, success: true }],
  'chat-user-status-update': [
    { userId: USER_ID, isOnline: false, status: 'offline', lastSeen: null, timestamp: NOW },
  ],
  'chat-status-updated': [{ success: true, status: 'away' }],
  'room-online-users': [
    {
      roomId: ROOM_ID,
      users: [{ userId: USER_ID, userName: 'Ada', userType: 'Teacher', status: 'online' }],
      count: 1,
      nextCursor: USER_ID,
    },
    { roomId: ROOM_ID, users: [], count: 0 },
  ],
  'chat-notification': [
    { id: createExampleId('notif'), type: 'new_chat', data: { roomId: ROOM_ID }, timestamp: NOW },
  ],
  'chat-resync': [{ rooms: { [ROOM_ID]: 7 } }],
  'auth-expiring': [{ expiresAt: NOW }],
  'auth-refreshed': [{ success: true, expiresAt: NOW }],
  'session-ended': [{ code: 'LOGGED_OUT' }],
  'meeting-joined': [
    {
      success: true,
      meetingId: createExampleId('meet'),
      roomId: ROOM_ID,
      participantId: PARTICIPANT_ID,
      participants: [participant],
      version: 1,
      iceServers: [
        { urls: ['stun:stun.school.example'] },
        { urls: ['turn:turn.school.example'], username: 'u', credential: 'c' },
      ],
    },
  ],
  'meeting-left': [
    { success: true, meetingId: createExampleId('meet'), timestamp: NOW },
    {
      success: true,
      meetingId: createExampleId('meet'),
      participantId: PARTICIPANT_ID,
      reason: 'newer',
      timestamp: NOW,
    },
  ],
  'meeting-participant-joined': [{ ...participantEventFields, version: 2, participant }],
  'meeting-participant-left': [{ ...participantEventFields, version: 2 }],
  'meeting-media-state': [{ ...participantEventFields, version: 2, audio: true, video: false }],
  'screen-share': [{ ...participantEventFields, version: 2, isSharing: true }],
  'webrtc-signal': [
    { ...participantEventFields, to: createExampleId('part', 1), signal: { candidate: null } },
  ],
  'chat-in-meet': [{ ...participantEventFields, userId: USER_ID, userName: 'Ada', content: 'hi' }],
  'meeting-ended': [{ meetingId: createExampleId('meet'), roomId: ROOM_ID, reason: 'ended', timestamp: NOW }],
  'server-draining': [{ reconnectInMs: 0 }],
  error: [
    { event: null, code: 'VALIDATION_FAILED', message: 'no' },
    { event: 'chat-typing', code: 'RATE_LIMITED', message: 'slow down', retryAfterMs: 50 },
  ],
};

for (const name of Object.keys(SERVER_EVENTS) as ServerEventName[]) {
  t.test(`${name} requires all fields that the protocol lists (SOCK-7)`, async (t) => {
    const schema = SERVER_EVENTS[name];
    const [example = {}] = ACCEPTED_PAYLOADS[name];
    const optionalFieldNames = new Set(
      Object.keys(schema.properties).filter((field) => !(schema.required as string[]).includes(field)),
    );
    const incompletePayloads = Object.keys(example)
      .filter((field) => !optionalFieldNames.has(field))
      .map((field) => [`a payload without ${field}`, { ...example, [field]: undefined }]);
    checkSchema(t, schema, {
      accepted: ACCEPTED_PAYLOADS[name],
      refused: Object.fromEntries(incompletePayloads),
    });
  });
}

t.test('every server event has a description for the API reference', async (t) => {
  for (const name of Object.keys(SERVER_EVENTS) as ServerEventName[]) {
    const { description } = SERVER_EVENTS[name] as { description?: string };
    t.match(description, /^[A-Z].*\.$/s, name);
  }
});
