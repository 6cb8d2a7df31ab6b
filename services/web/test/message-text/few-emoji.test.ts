import t from 'tap';
import { isFewEmoji } from '../../src/message-text/few-emoji.ts';

t.test('a text that consists of one to three emoji of any kind counts as few emoji', async (t) => {
  for (const text of [
    '👍',
    '❤️',
    '👍🏽',
    '👨‍👩‍👧‍👦',
    '🇩🇪',
    '1️⃣',
    '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
    '🏳️‍🌈',
    '😀😀😀',
    ' 😀 🎉 ',
    '☝🏻',
    '🐻‍❄️',
  ])
    t.ok(isFewEmoji(text), text);
});

t.test('a text with other characters or more than three emoji does not count as few emoji', async (t) => {
  for (const text of [
    '',
    ' ',
    '1',
    '12',
    '#',
    '©',
    '™',
    '❤',
    'a😀',
    '😀😀😀😀',
    '😀.',
    '🇩',
    ':)',
    '1️'.slice(0, 1),
  ]) {
    t.notOk(isFewEmoji(text), text);
  }
  t.notOk(isFewEmoji('😀'.repeat(40)), 'many emoji');
});
