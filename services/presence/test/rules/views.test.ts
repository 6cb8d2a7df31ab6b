import fc from 'fast-check';
import t from 'tap';
import {
  combineGatewayStats,
  createOnlineMembersPage,
  createPresence,
  type OnlineMember,
} from '../../src/rules/views.ts';

t.test(
  'lastSeen is the current time for an online user, and the last socket’s closing time for an offline user',
  async (t) => {
    const toIsoString = (ms: number) => new Date(ms).toISOString();
    t.match(createPresence('u', { status: 'busy', lastSeenMs: 1 }, 5000), {
      isOnline: true,
      status: 'busy',
      lastSeen: toIsoString(5000),
    });
    t.match(createPresence('u', { status: null, lastSeenMs: 1000 }, 5000), {
      isOnline: false,
      status: 'offline',
      lastSeen: toIsoString(1000),
    });
    t.match(createPresence('u', { status: null, lastSeenMs: null }, 5000), {
      status: 'offline',
      lastSeen: null,
    });
  },
);

t.test(
  'a gateway without a heartbeat for two intervals is listed as missing, and the totals are marked as partial',
  async (t) => {
    const createEpochReport = (id: string, silentMs: number) => ({
      epoch: `${id}:x`,
      totals: { id, connections: 9, users: 1, rooms: 1, uptime_s: 1, draining: false },
      lastHeartbeatMs: 100_000 - silentMs,
      sessions: 2,
    });
    const stats = combineGatewayStats(
      {
        redisMs: 100_000,
        users: 3,
        rooms: 4,
        epochs: [createEpochReport('b', 6001), createEpochReport('a', 6000)],
      },
      3000,
    );
    t.match(stats, {
      totalConnections: 4,
      totalUsers: 3,
      activeChatRooms: 4,
      message: 'Real-time chat statistics',
      partial: true,
      missing: ['b'],
      gateways: [{ id: 'a', connections: 2 }, { id: 'b' }],
    });
  },
);

const createOnlineMember = (n: number): OnlineMember => ({
  userId: `user_${String(n).padStart(26, '0')}`,
  userName: `n${n}`,
  userType: 'Student',
  status: 'online',
});
const ROOM_ID = 'room_00000000000000000000000000';

t.test(
  'the pages of online members list every member once and in order, and each page has the total count',
  async () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), (count, size) => {
        const onlineMembers = Array.from({ length: count }, (_, n) => createOnlineMember(n));
        const listedMembers: OnlineMember[] = [];
        let cursor: string | undefined;
        do {
          const page = createOnlineMembersPage(ROOM_ID, onlineMembers, cursor, size);
          if (page.count !== count || page.users.length > size) return false;
          listedMembers.push(...page.users);
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        return JSON.stringify(listedMembers) === JSON.stringify(onlineMembers);
      }),
    );
  },
);

t.test(
  'no member is skipped or repeated when users come online or go offline between two pages',
  async (t) => {
    const onlineMembers = [0, 2, 4, 6, 8].map(createOnlineMember);
    const { nextCursor } = createOnlineMembersPage(ROOM_ID, onlineMembers, undefined, 2);
    const onlineMembersLater = [0, 1, 3, 4, 6, 8].map(createOnlineMember);
    t.same(
      createOnlineMembersPage(ROOM_ID, onlineMembersLater, nextCursor, 10).users.map((user) => user.userName),
      ['n3', 'n4', 'n6', 'n8'],
    );
    t.same(createOnlineMembersPage(ROOM_ID, onlineMembers, createOnlineMember(9).userId, 10), {
      roomId: ROOM_ID,
      users: [],
      count: 5,
    });
  },
);
