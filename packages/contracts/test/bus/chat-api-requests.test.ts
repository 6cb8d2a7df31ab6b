import t from 'tap';
import { CHAT_API, LIMITS } from '../../src/index.ts';
import { checkSchema } from '../support/check-schema.ts';
import { idOf, message, NOW, ROOM, roomEvents, USER } from '../support/examples.ts';

const sessionId = idOf('sess');
const admitPayload = {
  issuer: 'https://id.example',
  subject: 'ada',
  sessionId,
  profile: { name: 'Ada', email: null, userType: 'Teacher' },
  issuedAt: 0,
  expiresAt: 1,
};

/**
 * Examples for each request: a valid request, a valid reply, and invalid requests. The key of an invalid request says
 * why it is invalid.
 */
const CASES: Record<
  keyof typeof CHAT_API,
  [request: object, reply: object, refused: Record<string, object>]
> = {
  keys: [{}, { keys: [{ kty: 'OKP' }] }, {}],
  authorizeConnect: [
    { sessionId, userId: USER },
    { user: { id: USER, name: 'Ada', userType: 'Staff' }, rooms: [{ roomId: ROOM, memberCount: 2 }] },
    { 'no session': { userId: USER } },
  ],
  admitExternal: [
    admitPayload,
    { userId: USER },
    {
      'an empty subject': { ...admitPayload, subject: '' },
      'a name that is too long': {
        ...admitPayload,
        profile: { ...admitPayload.profile, name: 'x'.repeat(LIMITS.USER_NAME_CODE_POINTS + 1) },
      },
    },
  ],
  endedSessions: [
    { sessionIds: [sessionId] },
    { ended: [{ sessionId, code: 'LOGGED_OUT' }] },
    { 'too many sessions': { sessionIds: Array.from({ length: 1001 }, () => sessionId) } },
  ],
  openRooms: [
    { userId: USER, rooms: [{ roomId: 'malformed' }, { roomId: ROOM, since: 0 }] },
    {
      rooms: [
        { roomId: 'malformed', code: 'ROOM_NOT_FOUND' },
        { roomId: ROOM, head: 7 },
        { roomId: ROOM, head: 7, missed: { events: roomEvents } },
      ],
    },
    { 'a negative position': { userId: USER, rooms: [{ roomId: ROOM, since: -1 }] } },
  ],
  authorizeRoom: [{ userId: USER, roomId: ROOM }, { head: 0 }, { 'no user': { roomId: ROOM } }],
  sendMessage: [
    { userId: USER, roomId: ROOM, content: 'hello' },
    { created: false, message },
    { 'a system message': { userId: USER, roomId: ROOM, content: 'x', message_type: 'system' } },
  ],
  markSeen: [
    { userId: USER, roomId: ROOM, messageIds: [message.id] },
    { messageIds: [], lastSeenSeq: 2, moved: false, timestamp: NOW },
    { 'no messages': { userId: USER, roomId: ROOM, messageIds: [] } },
  ],
  listEvents: [
    { roomId: ROOM, after: 0, limit: LIMITS.EVENTS_PER_PAGE },
    { events: roomEvents, head: 8, more: 1 },
    { 'too many events': { roomId: ROOM, after: 0, limit: LIMITS.EVENTS_PER_PAGE + 1 } },
  ],
  changedHeads: [
    { positions: { [ROOM]: 3 } },
    { heads: { [ROOM]: null, [idOf('room', 1)]: 4 } },
    { 'a position that is not a number': { positions: { [ROOM]: '3' } } },
  ],
  roomsOfUser: [{ userId: USER }, { rooms: [{ roomId: ROOM, memberCount: 2 }] }, { 'no user': {} }],
  roomMembers: [
    { userId: USER, roomId: ROOM, after: USER, limit: 2000 },
    { members: [{ userId: USER, userName: 'Ada', userType: 'Parent' }], next: null },
    { 'a page that is too long': { userId: USER, roomId: ROOM, limit: 2001 } },
  ],
  joinedSeqs: [
    { roomId: ROOM, userIds: [USER] },
    { seqs: { [USER]: 4 } },
    { 'a user id that is not valid': { roomId: ROOM, userIds: ['ada'] } },
  ],
  mentionTargets: [
    { roomId: ROOM, userIds: [USER] },
    { roomName: 'Class 4b', roomType: 'group', joinedSeqs: { [USER]: 1 } },
    { 'no user ids': { roomId: ROOM } },
  ],
  parkDeadLetter: [
    { source: 'gateway-1', subject: 'chat.room.x', reason: 'not JSON', payload: '{' },
    {},
    { 'a payload that is too long': { source: '', subject: '', reason: '', payload: 'x'.repeat(4097) } },
  ],
};

for (const name of Object.keys(CHAT_API) as (keyof typeof CHAT_API)[]) {
  t.test(
    `${CHAT_API[name].subject} accepts a valid request and reply, and refuses invalid requests`,
    async (t) => {
      const [request, reply, refused] = CASES[name];
      checkSchema(t, CHAT_API[name].request, { accepted: [request], refused: { ...refused, null: null } });
      checkSchema(t, CHAT_API[name].reply, { accepted: [reply], refused: { null: null } });
    },
  );
}
