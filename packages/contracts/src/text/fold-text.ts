/**
 * Standalone accents, which people type instead of an apostrophe. NFKD would turn each of them into a space and an
 * accent, so folding removes them first.
 */
const SPACING_ACCENT_PATTERN = /[´΄᾽᾿῾\u1ffd]/g;
/**
 * Apostrophes, and the similar signs that transliterations use for soft signs and glottal stops. Folding removes them.
 */
// cspell:disable-next-line
const APOSTROPHES = "'`ʹʻʼʽʾʿˈ‘’‛′‵՚׳ꞌ";

/**
 * Combining marks that folding removes: Latin, Greek, and Cyrillic marks, Hebrew points, Arabic vowel signs, and the
 * Arabic tatweel. Folding keeps the marks of other scripts, because they are parts of letters.
 */
const REMOVED_MARK_RANGES = [
  '\\u0300-\\u036f\\u0483-\\u0489\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20f0\\u2de0-\\u2dff',
  '\\ua66f-\\ua672\\ua674-\\ua67d\\ua69e\\ua69f\\ufe20-\\ufe2f',
  '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\ufb1e',
  '\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed',
  '\\u0897-\\u089f\\u08ca-\\u08e1\\u08e3-\\u08ff',
].join('');

const IGNORED_CHARACTER_PATTERN = new RegExp(
  `[\\p{Default_Ignorable_Code_Point}${APOSTROPHES}${REMOVED_MARK_RANGES}]`,
  'gu',
);

/**
 * Lowercase letters and signs that Unicode normalization does not decompose. Folding replaces each with the text that
 * people type instead, such as `ss` for `ß`.
 */
const REPLACEMENTS_BY_CHARACTER = new Map([
  // cspell:disable
  ...pairCharacters('łøđðħŧıəǝɛɔɓƀɖɗɨʉŋƙɫƴʋǥƶς', 'loddhtieeeobbddiunklyvgzσ'),
  ...pairCharacters('ىیکٱ', 'ييكا'),
  // cspell:enable
  ...pairCharacters('־‐‒–—―−', '-------'),
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['þ', 'th'],
]);
const REPLACED_CHARACTER_PATTERN = new RegExp(`[${[...REPLACEMENTS_BY_CHARACTER.keys()].join('')}]`, 'gu');
/** White space characters that NFKD does not turn into a space. */
const WHITE_SPACE_PATTERN = /[\t\n\v\f\r\u0085\u1680\u2028\u2029]/g;

/**
 * Prepares text for comparing names and searches. Spellings that people use interchangeably give the same result:
 *
 * - case, width, and compatibility forms do not matter (NFKD, then lowercase);
 * - accents, Hebrew points, and Arabic vowel signs do not matter;
 * - letters such as `ß`, `ł`, `ø`, and `æ` become `ss`, `l`, `o`, and `ae`;
 * - apostrophes and invisible characters are removed, dashes become `-`, and white space becomes spaces.
 *
 * The result may be empty. Folding a text a second time does not change it. The SQL function `fold_text` returns the
 * same result for the characters of Unicode 14. For newer characters, the result depends on the Unicode version of the
 * machine.
 */
export function foldText(text: string): string {
  return text
    .replace(SPACING_ACCENT_PATTERN, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(IGNORED_CHARACTER_PATTERN, '')
    .replace(REPLACED_CHARACTER_PATTERN, (char) => REPLACEMENTS_BY_CHARACTER.get(char) ?? char)
    .replace(WHITE_SPACE_PATTERN, ' ')
    .normalize('NFC');
}

function pairCharacters(from: string, to: string): [from: string, to: string][] {
  const replacementCharacters = [...to];
  return [...from].map((char, index) => [char, replacementCharacters[index] ?? '']);
}
