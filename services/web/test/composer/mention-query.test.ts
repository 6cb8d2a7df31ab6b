import t from 'tap';
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
