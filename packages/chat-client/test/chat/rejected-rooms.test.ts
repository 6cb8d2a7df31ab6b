import t from 'tap';
import { computeJoinRetryDelayMs, splitRejectedRooms } from '../../src/chat/rejected-rooms.ts';

t.test(
  'a rejected room has ended if the server did not find it, and is joined later otherwise',
  async (t) => {
    const rejectedRooms = [
      { roomId: 'a', code: 'ROOM_NOT_FOUND' as const },
      { roomId: 'b', code: 'UNAVAILABLE' as const },
    ];
    t.same(splitRejectedRooms({ rejected: rejectedRooms }), { ended: ['a'], retry: ['b'] });
    t.same(splitRejectedRooms({}), { ended: [], retry: [] });
  },
);

t.test('a rejected join is retried after 1 s, then after longer waits of at most 10 s', async (t) => {
  t.same([1, 2, 10, 50].map(computeJoinRetryDelayMs), [1_000, 2_000, 10_000, 10_000]);
});
