import t from 'tap';
import { PRESENCE_REQUESTS } from '../../src/index.ts';
import { checkSchema } from '../support/check-schema.ts';
import { createExampleId, NOW, ROOM_ID, USER_ID } from '../support/examples.ts';

const epochId = `gateway-1:${'0'.repeat(26)}`;
const gatewayTotals = { id: 'gateway-1', connections: 1, users: 1, rooms: 1, uptime_s: 5, draining: false };
const heartbeat = {
  epoch: epochId,
  revision: 0,
  opened: [{ socketId: 's1', userId: USER_ID }],
  closed: [],
  roomsOpened: [ROOM_ID],
  roomsClosed: [],
  totals: gatewayTotals,
};
const sessionListPayload = {
  epoch: epochId,
  revision: 1,
  part: 0,
  last: true,
  sessions: heartbeat.opened,
  rooms: [ROOM_ID],
  totals: gatewayTotals,
};
const onlineUser = { userId: USER_ID, userName: 'Ada', userType: 'Student', status: 'busy' };

/**
 * Examples for each request: a valid request, a valid reply, and invalid requests. The key of an invalid request says
 * why it is invalid.
 */
const REQUEST_CASES: Record<
  keyof typeof PRESENCE_REQUESTS,
  [request: object, reply: object, refused: Record<string, object>]
> = {
  beat: [
    heartbeat,
    { status: 'resync', evict: ['s1'] },
    {
      'an epoch with a space, the separator in Redis keys': {
        ...heartbeat,
        epoch: `a b:${'0'.repeat(26)}`,
      },
      'a socket without an id': { ...heartbeat, opened: [{ socketId: '', userId: USER_ID }] },
      'no totals': { ...heartbeat, totals: undefined },
    },
  ],
  listSessions: [
    sessionListPayload,
    { status: 'closed' },
    { 'a negative part': { ...sessionListPayload, part: -1 } },
  ],
  closeEpoch: [{ epoch: epochId }, {}, { 'a malformed epoch': { epoch: 'gateway-1' } }],
  setStatus: [
    { userId: USER_ID, status: 'away' },
    { status: 'away' },
    { 'a status that nobody may choose': { userId: USER_ID, status: 'offline' } },
  ],
  getPresence: [
    { userIds: [USER_ID] },
    { users: [{ userId: USER_ID, isOnline: false, status: 'offline', lastSeen: NOW }] },
    { 'too many users': { userIds: Array.from({ length: 501 }, (_, n) => createExampleId('user', n)) } },
  ],
  roomOnlineUsers: [
    { userId: USER_ID, roomId: ROOM_ID, cursor: USER_ID },
    { roomId: ROOM_ID, users: [onlineUser], count: 1 },
    { 'no user': { roomId: ROOM_ID } },
  ],
  stats: [
    {},
    {
      totalConnections: 1,
      totalUsers: 1,
      activeChatRooms: 1,
      message: 'Real-time chat statistics',
      timestamp: NOW,
      partial: false,
      missing: [],
      gateways: [gatewayTotals],
    },
    {},
  ],
};

for (const name of Object.keys(PRESENCE_REQUESTS) as (keyof typeof PRESENCE_REQUESTS)[]) {
  t.test(
    `${PRESENCE_REQUESTS[name].subject} accepts a valid request and reply, and refuses invalid requests`,
    async (t) => {
      const [request, reply, refused] = REQUEST_CASES[name];
      checkSchema(t, PRESENCE_REQUESTS[name].request, {
        accepted: [request],
        refused: { ...refused, null: null },
      });
      checkSchema(t, PRESENCE_REQUESTS[name].reply, { accepted: [reply], refused: { null: null } });
    },
  );
}
