import t from 'tap';
import { describeListDifference } from '../../src/crowd/room-online-users.ts';

t.test(
  'a list of online members must name each of them once, and every page must count them all',
  async (t) => {
    const describe = (userIds: string[], counts: number[]) =>
      describeListDifference({ userIds, counts }, new Set(['a', 'b']));
    t.equal(describe(['a', 'b'], [2, 2]), undefined);
    t.match(describe(['a'], [1]), /1 online members are missing, and 0 listed members are offline/);
    t.match(
      describe(['a', 'b', 'ghost'], [3]),
      /0 online members are missing, and 1 listed members are offline/,
    );
    t.match(describe(['a', 'b', 'b'], [2]), /1 members are listed twice/);
    t.match(describe(['a', 'b'], [2, 3]), /a page has the count 3 instead of 2/);
  },
);
