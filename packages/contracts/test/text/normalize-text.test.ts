// cspell:ignore שלום خواهم tset
import fc from 'fast-check';
import t from 'tap';
import { cleanName, LIMITS, normalizeContent, normalizeText, type TextVerdict } from '../../src/index.ts';

const normalizeNameUpTo20 = (raw: string): TextVerdict =>
  normalizeText(raw, { maxCodePoints: 20, multiline: false });
const normalizeContentUpTo20 = (raw: string): TextVerdict =>
  normalizeText(raw, { maxCodePoints: 20, multiline: true });
const getRefusalReason = (verdict: TextVerdict): string | undefined =>
  verdict.ok ? undefined : verdict.message;

const formatCodePoints = (text: string): string =>
  Array.from(text, (char) => char.codePointAt(0)?.toString(16)).join(' ');

const ALLOWED_TEXTS: readonly (readonly [kind: string, raw: string, stored: string])[] = [
  ['surrounding white space is removed', ' \u00a0Ada\u3000', 'Ada'],
  ['text is composed (NFC)', 'Zoe\u0308', 'Zoë'],
  ['direction embeddings are removed', '\u202bשלום\u202c \u202aAda', 'שלום Ada'],
  ['joiners, as in Persian and in emoji, stay', 'می\u200cخواهم 👨\u200d👩', 'می\u200cخواهم 👨\u200d👩'],
  ['variation selectors stay', '❤\ufe0f', '❤\ufe0f'],
  ['soft hyphens stay', 'soft\u00adhyphen', 'soft\u00adhyphen'],
  ['direction marks and isolates stay', '\u200e\u200f\u2068a\u2069', '\u200e\u200f\u2068a\u2069'],
  ['flags made of tags stay', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['one character of any script is enough', 'ก', 'ก'],
  ['a symbol is enough', '_', '_'],
  ['a character of a newer Unicode version is visible', '\u{3347a}', '\u{3347a}'],
];

for (const [kind, raw, stored] of ALLOWED_TEXTS) {
  t.test(`in names and in message content, ${kind} (TEXT-1)`, async (t) => {
    t.same(normalizeNameUpTo20(raw), { ok: true, text: stored });
    t.same(normalizeContentUpTo20(raw), { ok: true, text: stored });
  });
}

t.test('tabs and line breaks are kept in message content and refused in names (TEXT-2)', async (t) => {
  t.same(normalizeContentUpTo20('a\r\nb\rc\n\td'), { ok: true, text: 'a\nb\nc\n\td' });
  t.same(normalizeContentUpTo20('a\u2028b'), { ok: true, text: 'a\u2028b' });
  for (const raw of ['a\nb', 'a\rb', 'a\tb', 'a\n', 'a\u2028b', 'a\u2029b']) {
    t.match(getRefusalReason(normalizeNameUpTo20(raw)), /one line/, formatCodePoints(raw));
  }
});

t.test('every control character is refused, at any position (TEXT-2)', async (t) => {
  const controlCharacterCodes = [...Array(0x20).keys(), ...Array.from({ length: 0x21 }, (_, n) => 0x7f + n)];
  for (const char of controlCharacterCodes.map((code) => String.fromCharCode(code))) {
    const isTabOrLineBreak = /[\t\n\r]/.test(char);
    for (const raw of [`${char}a`, `a${char}`, `a${char}b`, `a${char}${char}b`]) {
      t.match(
        getRefusalReason(normalizeNameUpTo20(raw)),
        isTabOrLineBreak ? /one line/ : /control/,
        formatCodePoints(raw),
      );
      t.match(
        String(getRefusalReason(normalizeContentUpTo20(raw))),
        isTabOrLineBreak ? /undefined/ : /control/,
        formatCodePoints(raw),
      );
    }
  }
});

t.test('a lone surrogate is refused (TEXT-2)', async (t) => {
  for (const raw of ['B\ud83d', '\udc00B', 'a\ude00\ud83da']) {
    t.match(getRefusalReason(normalizeNameUpTo20(raw)), /invalid Unicode/);
    t.match(getRefusalReason(normalizeContentUpTo20(raw)), /invalid Unicode/);
  }
});

t.test('text that is displayed in reverse order is refused (TEXT-2)', async (t) => {
  for (const raw of ['Eve\u202etset', '\u202dabc', 'a\u202c\u202e']) {
    t.match(getRefusalReason(normalizeNameUpTo20(raw)), /U\+202E/);
    t.match(getRefusalReason(normalizeContentUpTo20(raw)), /U\+202E/);
  }
});

t.test('text without a visible character is refused (TEXT-3)', async (t) => {
  const invisibleTexts = [
    ...[
      '',
      ' ',
      '\n',
      '\u00a0',
      '\u1680',
      '\u3000',
      '\u2028',
      '\ufeff',
      '\u200b',
      '\u2060',
      '\u2800',
      '\u3164',
    ],
    ...[
      '\u00ad',
      '\u200d\u200d',
      '\u034f',
      '\u115f',
      '\u1160',
      '\u180e',
      '\ufe0f',
      '\uffa0',
      '\u{e0020}',
      '\u{e007f}',
    ],
    ...[
      '\u200e',
      '\u2068\u2069',
      '\u202a',
      '\u061c',
      '\u0301',
      '\u20e3',
      '\ufffc',
      '\uffff',
      '\u{1d159}',
      '\u{13441}',
    ],
  ];
  for (const raw of [...invisibleTexts, ...invisibleTexts.map((char) => ` ${char}\u200b${char}`)]) {
    t.match(getRefusalReason(normalizeNameUpTo20(raw)), /visible/, formatCodePoints(raw));
    t.match(getRefusalReason(normalizeContentUpTo20(raw)), /visible/, formatCodePoints(raw));
  }
});

t.test('the length of a text is the number of code points after normalization (TEXT-4)', async (t) => {
  t.ok(normalizeNameUpTo20('👋'.repeat(20)).ok);
  t.ok(normalizeNameUpTo20(`  ${'e\u0301'.repeat(20)}  `).ok);
  t.match(getRefusalReason(normalizeNameUpTo20('👋'.repeat(21))), /at most 20 characters\. Shorten/);
  t.ok(normalizeContent('x'.repeat(LIMITS.CONTENT_CODE_POINTS)).ok);
});

t.test('normalizing a text a second time does not change it', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (raw) => {
      const firstVerdict = normalizeContentUpTo20(raw);
      if (!firstVerdict.ok) return true;
      const secondVerdict = normalizeContentUpTo20(firstVerdict.text);
      return secondVerdict.ok && secondVerdict.text === firstVerdict.text;
    }),
  );
  t.pass('for every generated text');
});

t.test('a cleaned name is either valid or empty (TEXT-5)', async (t) => {
  t.equal(cleanName(' Ada\n\u0007 Lovelace\ud800\u202e ', 20), 'Ada Lovelace');
  t.equal(cleanName('\u200b\u3164', 20), '');
  t.equal(cleanName('Zoe\u0308'.repeat(9), 20).length, 20);
  const textPieceArbitrary = fc.constantFrom(
    'a',
    'e',
    '\u0301',
    ' ',
    '\n',
    '\u0000',
    '\u202e',
    '\u202a',
    '\u200b',
    '\ud800',
    '👋',
    '\u3164',
  );
  fc.assert(
    fc.property(fc.string({ unit: textPieceArbitrary, maxLength: 40 }), (raw) => {
      const cleanedName = cleanName(raw, 20);
      const verdict = normalizeNameUpTo20(cleanedName);
      return cleanedName === '' || (verdict.ok && verdict.text === cleanedName);
    }),
  );
});

t.test(
  'every reason for a refusal says what to do and completes a sentence that begins with the name of the field',
  async (t) => {
    for (const raw of ['', 'a\nb', 'a\0', 'a\ud800', 'a\u202e', 'x'.repeat(21)]) {
      t.match(getRefusalReason(normalizeNameUpTo20(raw)), /^must .*\.$/);
    }
  },
);
