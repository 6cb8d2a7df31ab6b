import t from 'tap';
import { completeMention } from '../../src/composer/complete-mention.ts';
import { findMentionQuery } from '../../src/composer/mention-query.ts';

t.test('an @ at the start of a word begins a mention, which may have several words', async (t) => {
  t.same(findMentionQuery('hi @', 4), { start: 3, text: '' });
  t.same(findMentionQuery('hi @Ada By', 10), { start: 3, text: 'Ada By' });
  t.same(findMentionQuery('(@Ada) later', 5), { start: 1, text: 'Ada' }, 'only text before the cursor');
  for (const text of [
    'ada@example',
    '@ Ada',
    'no mention',
    '@Ada\nnext line',
    '@[user_',
    `@${'x'.repeat(80)}`,
  ]) {
    t.equal(findMentionQuery(text, text.length), null, text);
  }
});

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
