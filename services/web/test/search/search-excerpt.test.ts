import t from 'tap';
import { createExcerpt } from '../../src/search/search-excerpt.ts';

const textOf = (...args: Parameters<typeof createExcerpt>) =>
  createExcerpt(...args)
    .map(({ text, isMatch }) => (isMatch ? `[${text}]` : text))
    .join('');

t.test('an excerpt marks every match of a short message', async (t) => {
  const ranges: [number, number][] = [
    [4, 7],
    [12, 15],
  ];
  t.equal(textOf('The fox and fox', ranges), 'The [fox] and [fox]');
  t.equal(textOf('No match', []), 'No match');
  t.equal(textOf('', []), '');
});

t.test('an excerpt of a long message starts at a word before the first match', async (t) => {
  const leadingText = 'word '.repeat(100);
  const excerptText = textOf(`${leadingText}fox ${'tail '.repeat(100)}`, [[500, 503]]);
  t.match(excerptText, /^…(word ){7}\[fox\] tail .*…$/);
  t.ok(excerptText.length < 260);
});

t.test('if a long message has no space before the match, its excerpt starts at the match', async (t) => {
  t.equal(textOf(`${'x'.repeat(500)}fox`, [[500, 503]]), '…[fox]');
});

t.test(
  'an excerpt never splits an emoji, and makes characters visible that override the text direction',
  async (t) => {
    t.match(textOf(`a${'😀'.repeat(300)}`, []), /^a(😀)+…$/u);
    t.equal(textOf('a\u202eb', [[2, 3]]), 'a\ufffd[b]');
  },
);

t.test('a search match that is longer than an excerpt is truncated', async (t) => {
  const shown = textOf('y'.repeat(1_000), [[0, 1_000]]);
  t.match(shown, /^\[y+\]…$/);
});
