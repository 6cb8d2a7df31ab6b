import t from 'tap';
import { leaseRules } from '../../src/config.ts';
import { presenceOf } from '../../src/rules/presence-of.ts';
import { pushedRooms } from '../../src/rules/pushed-rooms.ts';
import { MAX_ATTEMPTS, retell } from '../../src/rules/retell.ts';
import { websocketStats } from '../../src/rules/websocket-stats.ts';

t.test('whoever is there was last seen now; whoever is not, when the last socket closed', async (t) => {
  const iso = (ms: number) => new Date(ms).toISOString();
  t.match(presenceOf('u', { status: 'busy', lastSeenMs: 1 }, 5000), {
    isOnline: true,
    status: 'busy',
    lastSeen: iso(5000),
  });
  t.match(presenceOf('u', { status: null, lastSeenMs: 1000 }, 5000), {
    isOnline: false,
    status: 'offline',
    lastSeen: iso(1000),
  });
  t.match(presenceOf('u', { status: null, lastSeenMs: null }, 5000), { status: 'offline', lastSeen: null });
});

t.test('rooms up to the limit are told of a person', async (t) => {
  const rooms = [
    { roomId: 'small', memberCount: 500 },
    { roomId: 'large', memberCount: 501 },
  ];
  t.same(pushedRooms(rooms, 500), ['small']);
});

t.test('telling without rooms is put off with growing pauses, but not for ever', async (t) => {
  const answers = Array.from({ length: MAX_ATTEMPTS }, (_, failed) => retell(failed));
  t.same(
    answers,
    [500, 1000, 2000, 4000, 8000].map((afterMs) => ({ afterMs })).concat('without-rooms' as never),
  );
});

t.test('a gateway silent for over two beats is missing, its share partial', async (t) => {
  const share = (id: string, silentMs: number) => ({
    epoch: `${id}:x`,
    totals: { id, connections: 9, users: 1, rooms: 1, uptime_s: 1, draining: false },
    lastBeatMs: 100_000 - silentMs,
    sessions: 2,
  });
  const stats = websocketStats(
    { redisMs: 100_000, users: 3, rooms: 4, epochs: [share('b', 6001), share('a', 6000)] },
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
});

t.test('a lease must outlive two beats', async (t) => {
  t.same(leaseRules({ GATEWAY_BEAT_MS: 3000, GATEWAY_LEASE_MS: 6001 }), []);
  t.match(leaseRules({ GATEWAY_BEAT_MS: 3000, GATEWAY_LEASE_MS: 6000 }), [/outlives two beats/]);
});
