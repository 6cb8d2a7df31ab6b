import { foldText } from '@kcs/contracts';
import { startTestDatabase } from '@kcs/testkit';
import fc from 'fast-check';
import t, { type Test } from 'tap';

async function findFoldingDifferences(t: Test, texts: readonly string[]): Promise<unknown[]> {
  const database = await startTestDatabase(t);
  const { rows } = await database.query(
    'SELECT fold_text(text) AS folded FROM unnest($1::text[]) WITH ORDINALITY u(text, n) ORDER BY n',
    [texts],
  );
  return texts
    .map((text, index) => ({ text, expected: foldText(text), found: rows[index]?.folded }))
    .filter(({ expected, found }) => expected !== found);
}

/**
 * Matches characters that are newer than Unicode 14. PostgreSQL 15 uses Unicode 14, so it cannot fold these characters.
 */
const UNKNOWN_TO_UNICODE_14_PATTERN =
  /[\u1c89\u1c8a\ua7cb-\ua7dc\ua7f1\u{105c0}-\u{105ff}\u{10d50}-\u{10d85}\u{16ea0}-\u{16ed3}\u{1ccd6}-\u{1ccf9}\u{1e030}-\u{1e08f}]/u;

function* generateCharactersOfAllScripts(): Generator<string> {
  // The ranges of code points to compare. They leave out most Han characters and Hangul syllables, because folding does
  // not change those.
  const codePointRanges = [
    [0x1, 0x4fff],
    [0xa000, 0xb000],
    [0xd700, 0xd7ff],
    [0xe000, 0x12fff],
    [0x16000, 0x1ffff],
    [0x2f800, 0x2fa1f],
    [0xe0000, 0xe01ff],
  ] as const;
  for (const [first, last] of codePointRanges) {
    for (let code = first; code <= last; code += 1) yield String.fromCodePoint(code);
  }
}

t.test('fold_text and foldText give the same result for the characters of every script', async (t) => {
  const characters = [...generateCharactersOfAllScripts()].filter(
    (character) => !UNKNOWN_TO_UNICODE_14_PATTERN.test(character),
  );
  t.same(await findFoldingDifferences(t, characters), []);
});

t.test('fold_text and foldText give the same result for mixed text', async (t) => {
  const textPieceArbitrary = fc.constantFrom(
    ...[
      'a',
      'I',
      'Σ',
      ' ',
      '\t',
      "'",
      '´',
      'ß',
      'Ł',
      'é',
      'İ',
      'Ж',
      'й',
      'أ',
      'ُ',
      'ש',
      'ָ',
      'が',
      '한',
      '\u1112',
    ],
    ...[
      '\u1161',
      '\u11ab',
      '\u0301',
      '\u0327',
      '\u0345',
      '\u00ad',
      '\u200d',
      '\ufe0f',
      '\u2013',
      '❤',
      '🏽',
      '１',
    ],
  );
  const texts = fc.sample(fc.string({ unit: textPieceArbitrary, maxLength: 12 }), 5_000);
  t.same(await findFoldingDifferences(t, texts), []);
});
