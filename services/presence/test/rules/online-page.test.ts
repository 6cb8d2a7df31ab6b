import fc from 'fast-check';
import t from 'tap';
import { type OnlineMember, onlinePage } from '../../src/rules/online-page.ts';

const member = (n: number): OnlineMember => ({
  userId: `user_${String(n).padStart(26, '0')}`,
  userName: `n${n}`,
  userType: 'Student',
  status: 'online',
});
const ROOM = 'room_00000000000000000000000000';

t.test('walking the pages gives everyone once, in order, with the count of all', async () => {
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), (count, size) => {
      const online = Array.from({ length: count }, (_, n) => member(n));
      const seen: OnlineMember[] = [];
      let cursor: string | undefined;
      do {
        const page = onlinePage(ROOM, online, cursor, size);
        if (page.count !== count || page.users.length > size) return false;
        seen.push(...page.users);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return JSON.stringify(seen) === JSON.stringify(online);
    }),
  );
});

t.test('who comes or goes between pages moves nobody across the border', async (t) => {
  const online = [0, 2, 4, 6, 8].map(member);
  const { nextCursor } = onlinePage(ROOM, online, undefined, 2);
  const later = [0, 1, 3, 4, 6, 8].map(member);
  t.same(
    onlinePage(ROOM, later, nextCursor, 10).users.map((user) => user.userName),
    ['n3', 'n4', 'n6', 'n8'],
  );
  t.same(onlinePage(ROOM, online, member(9).userId, 10), { roomId: ROOM, users: [], count: 5 });
});
