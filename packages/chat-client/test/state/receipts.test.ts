import fc from 'fast-check';
import t from 'tap';
import { cursorsOfOthers, seenCount } from '../../src/state/receipts.ts';
import { emptyRoster } from '../../src/state/roster.ts';
import { memberOf } from '../support/samples.ts';

t.test("the cursors of the other members are sorted and do not include the user's own", async (t) => {
  const members = ['me', 'b', 'c'].map((id) => memberOf(id));
  const roster = { ...emptyRoster(1), members, cursors: { me: 9, b: 5, c: 2 } };
  t.strictSame(cursorsOfOthers(roster, 'me'), [2, 5]);
  t.strictSame(cursorsOfOthers(undefined, 'me'), []);
});

t.test('a message counts as seen by each member whose read cursor is at or above its seq', async (t) => {
  const property = fc.property(fc.array(fc.nat({ max: 20 })), fc.nat({ max: 20 }), (unsorted, seq) => {
    const cursors = unsorted.toSorted((a, b) => a - b);
    return seenCount(cursors, seq) === cursors.filter((cursor) => cursor >= seq).length;
  });
  t.doesNotThrow(() => fc.assert(property));
});
