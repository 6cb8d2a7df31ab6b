import t from 'tap';
import { checkEmoji, qualifyEmoji } from '../../../src/rooms/rules/check-emoji.ts';

const EMOJI_ENCODINGS: readonly (readonly [qualified: string, ...others: string[]])[] = [
  ['❤️', '❤', '❤\ufe0e'],
  ['1️⃣', '1\u20e3', '1\ufe0e\u20e3'],
  ['#️⃣', '#\u20e3'],
  ['👍', '👍\ufe0f'],
  ['👍🏽', '👍\ufe0f🏽'],
  ['☝🏽', '☝️🏽'],
  ['❤️‍🔥', '❤‍🔥'],
  ['👁️‍🗨️', '👁‍🗨', '👁️‍🗨'],
  ['🏳️‍🌈', '🏳‍🌈'],
  ['🏴‍☠️', '🏴‍☠'],
  ['⛹🏽‍♂️', '⛹🏽‍♂', '⛹️🏽‍♂️'],
  ['🧑‍⚕️', '🧑‍⚕'],
  ['👩🏻‍❤️‍💋‍👩🏼', '👩🏻‍❤‍💋‍👩🏼'],
  ['🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['🇩🇪'],
  ['👨‍👩‍👧‍👦'],
  ['©️', '©'],
];

t.test('all encodings of an emoji have the same fully qualified form (MSG-14)', async (t) => {
  for (const [qualified, ...others] of EMOJI_ENCODINGS) {
    for (const text of [qualified, ...others]) t.equal(qualifyEmoji(text), qualified, JSON.stringify(text));
  }
});

t.test('every emoji in Unicode is accepted, with and without U+FE0F', async (t) => {
  const refusedEmoji: string[] = [];
  let emojiCount = 0;
  for (let code = 0xa9; code < 0x1fb00; code += 1) {
    const char = String.fromCodePoint(code);
    if (!/^\p{Emoji}$/u.test(char) || /\p{Regional_Indicator}/u.test(char)) continue;
    emojiCount += 1;
    const qualifiedEmoji = qualifyEmoji(char);
    if (qualifiedEmoji === undefined || qualifyEmoji(`${char}\ufe0f`) !== qualifiedEmoji)
      refusedEmoji.push(char);
  }
  t.same(refusedEmoji, []);
  t.ok(emojiCount > 1_300, String(emojiCount));
});

t.test('text that is not exactly one emoji is refused', async (t) => {
  const refusedTexts = ['', 'lol', 'a', '1', '#', '<b>', '/', '👍👍', '👍 ', ' 👍', '👍a', '❤️❤️', '🇩', '🇩🇪🇫🇷'];
  const textsWithHiddenCharacters = [
    '\u200b',
    '\u202e',
    '\ufe0f',
    '\u200d',
    '\u20e3',
    '\uffff',
    '\u2800',
    '👍\u200b',
    '👍\u0301',
    '👍\u200d',
  ];
  for (const text of [...refusedTexts, ...textsWithHiddenCharacters]) {
    t.equal(qualifyEmoji(text), undefined, JSON.stringify(text));
    t.throws(() => checkEmoji(text), {
      code: 'VALIDATION_FAILED',
      details: [{ field: '/emoji', message: /must be one emoji/ }],
    });
  }
});
