import t from 'tap';
import { CHAT_API_REQUESTS, LIMITS } from '../../src/index.ts';
import { checkSchema } from '../support/check-schema.ts';
import { createExampleId, message, NOW, ROOM_ID, roomEvents, USER_ID } from '../support/examples.ts';

const MEETING_ID = createExampleId('meet');
const sessionId = createExampleId('sess');
const admitExternalPayload = {
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
const REQUEST_CASES: Record<
  keyof typeof CHAT_API_REQUESTS,
  [request: object, reply: object, refused: Record<string, object>]
> = {
  keys: [{}, { keys: [{ kty: 'OKP' }] }, {}],
  authorizeConnect: [
    { sessionId, userId: USER_ID },
    { user: { id: USER_ID, name: 'Ada', userType: 'Staff' }, rooms: [{ roomId: ROOM_ID, memberCount: 2 }] },
    { 'no session': { userId: USER_ID } },
  ],
  authorizeConnections: [
    { connections: [{ sessionId, userId: USER_ID }] },
    {
      results: [
        { user: { id: USER_ID, name: 'Ada', userType: 'Staff' }, rooms: [], next: null },
        { code: 'UNAUTHENTICATED' },
      ],
    },
    {
      'no connections': { connections: [] },
      'too many connections': {
        connections: Array.from({ length: LIMITS.USERS_PER_BUS_REQUEST + 1 }, () => ({
          sessionId,
          userId: USER_ID,
        })),
      },
    },
  ],
  admitExternal: [
    admitExternalPayload,
    { userId: USER_ID },
    {
      'an empty subject': { ...admitExternalPayload, subject: '' },
      'a name that is too long': {
        ...admitExternalPayload,
        profile: { ...admitExternalPayload.profile, name: 'x'.repeat(LIMITS.USER_NAME_CODE_POINTS + 1) },
      },
    },
  ],
  endedSessions: [
    { sessionIds: [sessionId] },
    { ended: [{ sessionId, code: 'LOGGED_OUT' }] },
    { 'too many sessions': { sessionIds: Array.from({ length: 1001 }, () => sessionId) } },
  ],
  openRooms: [
    { userId: USER_ID, rooms: [{ roomId: 'malformed' }, { roomId: ROOM_ID, since: 0 }] },
    {
      rooms: [
        { roomId: 'malformed', code: 'ROOM_NOT_FOUND' },
        { roomId: ROOM_ID, head: 7, postPolicy: 'managers' },
        { roomId: ROOM_ID, head: 7, missed: { events: roomEvents } },
      ],
    },
    { 'a negative position': { userId: USER_ID, rooms: [{ roomId: ROOM_ID, since: -1 }] } },
  ],
  openRoomsOfUsers: [
    { joins: [{ userId: USER_ID, rooms: [{ roomId: 'malformed' }, { roomId: ROOM_ID, since: 0 }] }] },
    {
      openings: [
        { roomId: ROOM_ID, head: 7, postPolicy: 'managers', joins: [0, 1] },
        { roomId: ROOM_ID, since: 6, head: 7, missed: { events: roomEvents }, joins: [2] },
      ],
      separate: [3],
    },
    {
      'no joins': { joins: [] },
      'too many rooms': {
        joins: [
          {
            userId: USER_ID,
            rooms: Array.from({ length: LIMITS.ROOMS_PER_COMBINED_JOIN + 1 }, () => ({ roomId: ROOM_ID })),
          },
        ],
      },
    },
  ],
  authorizeRoom: [
    { userId: USER_ID, roomId: ROOM_ID },
    { head: 0, mayPost: true },
    { 'no user': { roomId: ROOM_ID } },
  ],
  sendMessage: [
    { userId: USER_ID, roomId: ROOM_ID, content: 'hello' },
    { created: false, message },
    { 'a system message': { userId: USER_ID, roomId: ROOM_ID, content: 'x', message_type: 'system' } },
  ],
  markSeen: [
    { userId: USER_ID, roomId: ROOM_ID, messageIds: [message.id] },
    { messageIds: [], lastSeenSeq: 2, moved: false, timestamp: NOW },
    { 'no messages': { userId: USER_ID, roomId: ROOM_ID, messageIds: [] } },
  ],
  listEvents: [
    { roomId: ROOM_ID, after: 0, limit: LIMITS.EVENTS_PER_PAGE },
    { events: roomEvents, head: 8, more: 1 },
    { 'too many events': { roomId: ROOM_ID, after: 0, limit: LIMITS.EVENTS_PER_PAGE + 1 } },
  ],
  changedHeads: [
    { positions: { [ROOM_ID]: 3 } },
    { heads: { [ROOM_ID]: null, [createExampleId('room', 1)]: 4 } },
    { 'a position that is not a number': { positions: { [ROOM_ID]: '3' } } },
  ],
  authorizeMeeting: [
    { userId: USER_ID, meetingId: MEETING_ID },
    { roomId: ROOM_ID, iceServers: [{ urls: ['stun:stun.school.example'] }] },
    { 'no user': { meetingId: MEETING_ID } },
  ],
  reportMeetings: [
    { meetings: [{ meetingId: MEETING_ID, userIds: [USER_ID] }] },
    {
      ended: [{ meetingId: MEETING_ID, reason: 'empty' }],
      removed: [{ meetingId: MEETING_ID, userIds: [USER_ID] }],
    },
    {
      'too many meetings': {
        meetings: Array.from({ length: LIMITS.MEETINGS_PER_REPORT + 1 }, () => ({
          meetingId: MEETING_ID,
          userIds: [],
        })),
      },
    },
  ],
  roomsOfUser: [{ userId: USER_ID }, { rooms: [{ roomId: ROOM_ID, memberCount: 2 }] }, { 'no user': {} }],
  roomsOfUsers: [
    { userIds: [USER_ID] },
    { pages: [{ rooms: [{ roomId: ROOM_ID, memberCount: 2 }], next: ROOM_ID }] },
    { 'no users': { userIds: [] } },
  ],
  roomMembers: [
    { userId: USER_ID, roomId: ROOM_ID, after: USER_ID, limit: 2000 },
    { members: [{ userId: USER_ID, userName: 'Ada', userType: 'Parent' }], next: null },
    { 'a page that is too long': { userId: USER_ID, roomId: ROOM_ID, limit: 2001 } },
  ],
  joinedSeqs: [
    { roomId: ROOM_ID, userIds: [USER_ID] },
    { seqs: { [USER_ID]: 4 } },
    { 'a user id that is not valid': { roomId: ROOM_ID, userIds: ['ada'] } },
  ],
  mentionTargets: [
    { roomId: ROOM_ID, userIds: [USER_ID] },
    { roomName: 'Class 4b', roomType: 'group', joinedSeqs: { [USER_ID]: 1 } },
    { 'no user ids': { roomId: ROOM_ID } },
  ],
  parkDeadLetter: [
    { source: 'gateway-1', subject: 'chat.room.x', reason: 'not JSON', payload: '{' },
    {},
    { 'a payload that is too long': { source: '', subject: '', reason: '', payload: 'x'.repeat(4097) } },
  ],
};

for (const name of Object.keys(CHAT_API_REQUESTS) as (keyof typeof CHAT_API_REQUESTS)[]) {
  t.test(
    `${CHAT_API_REQUESTS[name].subject} accepts a valid request and reply, and refuses invalid requests`,
    async (t) => {
      const [request, reply, refused] = REQUEST_CASES[name];
      checkSchema(t, CHAT_API_REQUESTS[name].request, {
        accepted: [request],
        refused: { ...refused, null: null },
      });
      checkSchema(t, CHAT_API_REQUESTS[name].reply, { accepted: [reply], refused: { null: null } });
    },
  );
}
