import type { Reaction, ReactionChange, RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { applyEventToMessages } from '../../src/state/messages-after.ts';
import { isOwnReaction, markOwnReactions } from '../../src/state/own-reactions.ts';
import { buildMessage, buildMessageUpdatedEvent, MY_USER_ID } from '../support/samples.ts';

const FIRST_50_USER_IDS = Array.from({ length: 50 }, (_, n) => `user_${n}`);
const createLargeReaction = (count: number, fields: Partial<Reaction> = {}): Reaction => ({
  emoji: '👍',
  count,
  user_ids: FIRST_50_USER_IDS,
  ...fields,
});

/** Returns an event after which message `m1` has these reactions. */
const createReactionEvent = (reactions: Reaction[], reaction?: ReactionChange): RoomEvent =>
  ({ ...buildMessageUpdatedEvent(2, 1, { reactions }), ...(reaction && { reaction }) }) as RoomEvent;

const listMineFlags = (known: Reaction[], event: RoomEvent): (boolean | undefined)[] => {
  const [message] = applyEventToMessages(
    [buildMessage(1, { reactions: known })],
    markOwnReactions(event, MY_USER_ID),
  );
  return (message?.reactions ?? []).map(({ mine }) => mine);
};

t.test(
  "this user's reaction event sets `mine` even if the user is not among the 50 listed users",
  async (t) => {
    const ownReaction = { emoji: '👍', user_id: MY_USER_ID };
    t.same(
      listMineFlags(
        [createLargeReaction(54, { mine: false })],
        createReactionEvent([createLargeReaction(55)], { ...ownReaction, added: true }),
      ),
      [true],
    );
    t.same(
      listMineFlags(
        [createLargeReaction(55, { mine: true })],
        createReactionEvent([createLargeReaction(54)], { ...ownReaction, added: false }),
      ),
      [false],
    );
  },
);

t.test("another user's reaction event does not change `mine`", async (t) => {
  const reactionOfBob = { emoji: '👍', user_id: 'user_bob', added: true };
  t.same(
    listMineFlags(
      [createLargeReaction(55, { mine: true })],
      createReactionEvent([createLargeReaction(56)], reactionOfBob),
    ),
    [true],
  );
  t.same(
    listMineFlags(
      [createLargeReaction(55, { mine: false })],
      createReactionEvent([createLargeReaction(56)], reactionOfBob),
    ),
    [false],
  );
  t.same(listMineFlags([], createReactionEvent([createLargeReaction(56)], reactionOfBob)), [false]);
});

t.test('if an event does not say who reacted, a complete user list sets `mine`', async (t) => {
  const createSmallReaction = (user_ids: string[]) => ({ emoji: '👍', count: user_ids.length, user_ids });
  t.same(
    listMineFlags(
      [{ ...createSmallReaction([MY_USER_ID]), mine: true }],
      createReactionEvent([createSmallReaction(['user_bob'])]),
    ),
    [false],
  );
  t.same(listMineFlags([], createReactionEvent([createSmallReaction(['user_bob', MY_USER_ID])])), [true]);
});

t.test("a reaction without `mine` is the user's own if its user list contains the user", async (t) => {
  t.equal(isOwnReaction({ emoji: '👍', count: 1, user_ids: [MY_USER_ID] }, MY_USER_ID), true);
  t.equal(isOwnReaction(createLargeReaction(60, { mine: true }), MY_USER_ID), true);
  t.equal(isOwnReaction(createLargeReaction(60), MY_USER_ID), false);
});
