import t from 'tap';
import { createSearchExcerpt } from '../../src/search/search-excerpt.ts';

const createExcerptText = (...args: Parameters<typeof createSearchExcerpt>) =>
  createSearchExcerpt(...args)
    .map(({ text, isMatch }) => (isMatch ? `[${text}]` : text))
    .join('');

t.test('an excerpt marks every match of a short message', async (t) => {
  const matchRanges: [number, number][] = [
    [4, 7],
    [12, 15],
  ];
  t.equal(createExcerptText('The fox and fox', matchRanges), 'The [fox] and [fox]');
  t.equal(createExcerptText('No match', []), 'No match');
  t.equal(createExcerptText('', []), '');
});

t.test('an excerpt of a long message starts at a word before the first match', async (t) => {
  const leadingText = 'word '.repeat(100);
  const excerptText = createExcerptText(`${leadingText}fox ${'tail '.repeat(100)}`, [[500, 503]]);
  t.match(excerptText, /^…(word ){7}\[fox\] tail .*…$/);
  t.ok(excerptText.length < 260);
});

t.test('if a long message has no space before the match, its excerpt starts at the match', async (t) => {
  t.equal(createExcerptText(`${'x'.repeat(500)}fox`, [[500, 503]]), '…[fox]');
});

t.test(
  'an excerpt never splits an emoji, and makes characters visible that override the text direction',
  async (t) => {
    t.match(createExcerptText(`a${'😀'.repeat(300)}`, []), /^a(😀)+…$/u);
    t.equal(createExcerptText('a\u202eb', [[2, 3]]), 'a\ufffd[b]');
  },
);

t.test('a search match that is longer than an excerpt is truncated', async (t) => {
  const excerptText = createExcerptText('y'.repeat(1_000), [[0, 1_000]]);
  t.match(excerptText, /^\[y+\]…$/);
});
