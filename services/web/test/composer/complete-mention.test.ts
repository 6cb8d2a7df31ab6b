import t from 'tap';
import { completeMention } from '../../src/composer/complete-mention.ts';

t.test('a completed mention ends with one space, and a shared name is replaced by an id', async (t) => {
  const ada = { user_id: 'user_1', name: 'Ada Byron' };
  const mentionQuery = { start: 3, text: 'ad' };
  t.same(completeMention('hi @ad', 6, mentionQuery, ada, false), { text: 'hi @Ada Byron ', cursor: 14 });
  t.same(completeMention('hi @ad there', 6, mentionQuery, ada, false), {
    text: 'hi @Ada Byron there',
    cursor: 14,
  });
  t.same(completeMention('hi @ad', 6, mentionQuery, ada, true), { text: 'hi @[user_1] ', cursor: 13 });
});
