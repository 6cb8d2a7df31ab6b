import type { Reaction, ReactionChange, RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { applyEventToMessages } from '../../src/state/messages-after.ts';
import { isOwnReaction, markOwnReactions } from '../../src/state/own-reactions.ts';
import { ME, messageOf, messageUpdated } from '../support/samples.ts';

const FIRST_50 = Array.from({ length: 50 }, (_, n) => `user_${n}`);
const crowd = (count: number, fields: Partial<Reaction> = {}): Reaction => ({
  emoji: '👍',
  count,
  user_ids: FIRST_50,
  ...fields,
});

/** Returns an event after which message `m1` has these reactions. */
const reacted = (reactions: Reaction[], reaction?: ReactionChange): RoomEvent =>
  ({ ...messageUpdated(2, 1, { reactions }), ...(reaction && { reaction }) }) as RoomEvent;

const mineAfter = (known: Reaction[], event: RoomEvent): (boolean | undefined)[] => {
  const [message] = applyEventToMessages([messageOf(1, { reactions: known })], markOwnReactions(event, ME));
  return (message?.reactions ?? []).map(({ mine }) => mine);
};

t.test("beyond the first 50 users, the event of a reaction shows whether it is the user's own", async (t) => {
  const own = { emoji: '👍', user_id: ME };
  t.same(mineAfter([crowd(54, { mine: false })], reacted([crowd(55)], { ...own, added: true })), [true]);
  t.same(mineAfter([crowd(55, { mine: true })], reacted([crowd(54)], { ...own, added: false })), [false]);
});

t.test("another user's reaction does not change whether this user has reacted", async (t) => {
  const other = { emoji: '👍', user_id: 'user_bob', added: true };
  t.same(mineAfter([crowd(55, { mine: true })], reacted([crowd(56)], other)), [true]);
  t.same(mineAfter([crowd(55, { mine: false })], reacted([crowd(56)], other)), [false]);
  t.same(mineAfter([], reacted([crowd(56)], other)), [false]);
});

t.test('if an older server sends no cause in an event, a complete user list shows who reacted', async (t) => {
  const few = (user_ids: string[]) => ({ emoji: '👍', count: user_ids.length, user_ids });
  t.same(mineAfter([{ ...few([ME]), mine: true }], reacted([few(['user_bob'])])), [false]);
  t.same(mineAfter([], reacted([few(['user_bob', ME])])), [true]);
});

t.test("a reaction without `mine` is the user's own if its user list contains the user", async (t) => {
  t.equal(isOwnReaction({ emoji: '👍', count: 1, user_ids: [ME] }, ME), true);
  t.equal(isOwnReaction(crowd(60, { mine: true }), ME), true);
  t.equal(isOwnReaction(crowd(60), ME), false);
});
