import { type CHAT_API_REQUESTS, ChatError, LIMITS, type ReplyOf, type RequestOf } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import t from 'tap';
import { createConnectRequests } from '../src/connect-requests.ts';

type OpenRoomsQuery = RequestOf<typeof CHAT_API_REQUESTS.openRooms>;

const [ada, bob] = [newId('user'), newId('user')];
const [physics, history] = [newId('room'), newId('room')];
const UNAVAILABLE = new ChatError('UNAVAILABLE');

/** Starts the requests with replies from the given functions. Requests without a function fail. */
function startRequests(replies: Partial<Parameters<typeof createConnectRequests>[0]>) {
  const fail = async () => {
    throw new Error('unexpected request');
  };
  return createConnectRequests({
    authorizeConnect: fail,
    authorizeConnections: fail,
    openRooms: fail,
    openRoomsOfUsers: fail,
    ...replies,
  });
}

t.test(
  'people who connect at the same time share a request, and an ended session refuses only its own',
  async (t) => {
    const user = { id: ada, name: 'Ada', userType: 'Student' as const };
    const page = { rooms: [{ roomId: physics, memberCount: 2 }], next: null };
    const requests: unknown[] = [];
    const { authorizeConnect } = startRequests({
      authorizeConnections: async (query) => {
        requests.push(query);
        return { results: [{ user, ...page }, { code: 'UNAUTHENTICATED' }] };
      },
    });
    const connections = [ada, bob].map((userId) => ({ sessionId: newId('sess'), userId }));
    t.match(await Promise.allSettled(connections.map(authorizeConnect)), [
      { value: { user, ...page } },
      { reason: { code: 'UNAUTHENTICATED', message: 'The session has ended. Log in again.' } },
    ]);
    t.same(requests, [{ connections }]);
  },
);

t.test('each join gets its part of the shared reply, as if it had its own request', async (t) => {
  const missed = { events: [] };
  const { openRooms } = startRequests({
    openRoomsOfUsers: async () => ({
      openings: [
        { roomId: physics, since: 3, head: 3, postPolicy: 'managers', missed, joins: [0] },
        { roomId: physics, head: 3, joins: [1] },
        { roomId: history, since: 9, head: 1, missed: { code: 'RESYNC_REQUIRED' }, joins: [0] },
      ],
      separate: [],
    }),
  });
  const joins: OpenRoomsQuery[] = [
    {
      userId: ada,
      rooms: [
        { roomId: history, since: 9 },
        { roomId: physics, since: 3 },
      ],
    },
    { userId: bob, rooms: [{ roomId: physics }, { roomId: history }] },
  ];
  t.same(await Promise.all(joins.map(openRooms)), [
    {
      rooms: [
        { roomId: history, head: 1, missed: { code: 'RESYNC_REQUIRED' } },
        { roomId: physics, head: 3, postPolicy: 'managers', missed },
      ],
    },
    {
      rooms: [
        { roomId: physics, head: 3 },
        { roomId: history, code: 'ROOM_NOT_FOUND' },
      ],
    },
  ]);
});

t.test('a join that is too large to share a reply or a request gets its own', async (t) => {
  const shared: number[] = [];
  const alone: string[] = [];
  const { openRooms } = startRequests({
    openRoomsOfUsers: async ({ joins }) => {
      shared.push(joins.length);
      return { openings: [{ roomId: physics, head: 1, joins: [0, 1] }], separate: [0, 1] };
    },
    openRooms: async ({ userId, rooms }): Promise<ReplyOf<typeof CHAT_API_REQUESTS.openRooms>> => {
      alone.push(userId);
      if (userId === bob) throw UNAVAILABLE;
      return { rooms: rooms.map(({ roomId }) => ({ roomId, head: 7 })) };
    },
  });
  const joins = [ada, bob].map((userId) => ({ userId, rooms: [{ roomId: physics }] }));
  t.match(await Promise.allSettled(joins.map(openRooms)), [
    { value: { rooms: [{ roomId: physics, head: 7 }] } },
    { reason: UNAVAILABLE },
  ]);
  const manyRooms = Array.from({ length: LIMITS.ROOMS_PER_COMBINED_JOIN + 1 }, () => ({ roomId: physics }));
  t.match(await openRooms({ userId: ada, rooms: manyRooms }), { rooms: [{ head: 7 }] });
  t.same(shared, [2]);
  t.same(alone, [ada, bob, ada]);
});

t.test('a join that gets its own request does not delay the joins that shared its request', async (t) => {
  const { openRooms } = startRequests({
    openRoomsOfUsers: async () => ({
      openings: [{ roomId: physics, head: 1, joins: [0, 1] }],
      separate: [0],
    }),
    openRooms: () => new Promise(() => {}),
  });
  const [, quick] = [ada, bob].map((userId) => openRooms({ userId, rooms: [{ roomId: physics }] }));
  t.same(await quick, { rooms: [{ roomId: physics, head: 1 }] });
});
