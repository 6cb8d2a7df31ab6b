import type { Member } from '@kcs/contracts';
import t from 'tap';
import { describeReaction } from '../../src/timeline/reaction-title.ts';

const sevenMembers = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(
  (user_id) => ({ user_id, name: user_id.toUpperCase() }) as Member,
);
const describeThumbsUp = (user_ids: string[], count = user_ids.length) =>
  describeReaction({ emoji: '👍', count, user_ids }, sevenMembers, 'a');

t.test(
  'a reaction tooltip names the user first, then other members, and counts the remaining people',
  async (t) => {
    t.equal(describeThumbsUp(['b', 'a']), 'You, B');
    t.equal(describeThumbsUp(['b', 'gone']), 'B, 1 other');
    t.equal(describeThumbsUp(['b'], 3), 'B, 2 others');
    t.equal(describeThumbsUp(['a', 'b', 'c', 'd', 'e', 'f', 'g']), 'You, B, C, D, E, F, 1 other');
  },
);
