import t from 'tap';
import { isFewEmoji } from '../../src/message-text/few-emoji.ts';

t.test('one to three emoji are recognized in all their forms', async (t) => {
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

t.test('other texts are not large', async (t) => {
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
