import type { Member } from '@kcs/contracts';
import fc from 'fast-check';
import t from 'tap';
import { presenceListed, presenceTold } from '../../src/state/presence.ts';
import { cursorsOfOthers, seenCount } from '../../src/state/receipts.ts';
import { roomTitle } from '../../src/state/room-title.ts';
import { emptyRoster, membersArrived, seenBy } from '../../src/state/roster.ts';
import { notTyping, nowTyping, TYPING_SHOWN_MS, typingAt } from '../../src/state/typing.ts';

const at = (second: number) => new Date(second * 1000).toISOString();

t.test('an older update of presence that comes late is dropped', async (t) => {
  const now = presenceTold({}, 'a', { status: 'busy', lastSeen: null, at: at(2) });
  t.equal(presenceTold(now, 'a', { status: 'offline', lastSeen: null, at: at(1) }), now);
});

t.test('members who are not in a complete list of those online are offline', async (t) => {
  const before = presenceTold({}, 'b', { status: 'online', lastSeen: null, at: at(0) });
  const after = presenceListed(before, [{ userId: 'a', status: 'away' }], ['a', 'b']);
  t.match(after, { a: { status: 'away' }, b: { status: 'offline' } });
});

t.test('typing ends by its end, or by itself when the end is lost', async (t) => {
  const typing = nowTyping(nowTyping({}, 'room', 'a', 'Ada', 0), 'room', 'b', 'Ben', 5_000);
  t.strictSame(Object.keys(notTyping(typing, 'room', 'a').room ?? {}), ['b']);
  t.equal(notTyping(typing, 'room', 'c'), typing, 'an end that was never begun changes nothing');
  t.equal(notTyping(typing, 'other', 'a'), typing);
  t.equal(typingAt(typing, TYPING_SHOWN_MS - 1), typing, 'nothing changes before');
  t.strictSame(Object.keys(typingAt(typing, TYPING_SHOWN_MS).room ?? {}), ['b']);
  t.strictSame(typingAt(typing, TYPING_SHOWN_MS + 5_000), { room: {} });
});

t.test('a receipt that comes before the list of members counts when the list is there', async (t) => {
  const members = ['me', 'b', 'c'].map((user_id) => ({ user_id, last_seen_seq: 2 }) as Member);
  const roster = membersArrived(seenBy(emptyRoster(1), 'c', 5), {
    members,
    complete: true,
    askedAt: 5,
    epoch: 1,
  });
  t.strictSame(cursorsOfOthers(roster, 'me'), [2, 5]);
});

t.test('a message counts as seen by each whose cursor is at or above it', async (t) => {
  const property = fc.property(fc.array(fc.nat({ max: 20 })), fc.nat({ max: 20 }), (unsorted, seq) => {
    const cursors = unsorted.toSorted((a, b) => a - b);
    return seenCount(cursors, seq) === cursors.filter((cursor) => cursor >= seq).length;
  });
  t.doesNotThrow(() => fc.assert(property));
});

t.test('a direct room is called after the other one, also with an ampersand in a name', async (t) => {
  const direct = (name: string) => ({ name, room_type: 'direct' as const });
  t.equal(roomTitle(direct('Ada & Ben'), 'Ada'), 'Ben');
  t.equal(roomTitle(direct('Ada & Ben'), 'Ben'), 'Ada');
  t.equal(roomTitle(direct('A & B & C'), 'A & B'), 'C');
  t.equal(roomTitle({ name: 'Ada & Ben', room_type: 'group' }, 'Ada'), 'Ada & Ben');
});
