/**
 * Characters that people type instead of an apostrophe: standalone accents, quotation marks, primes, and letters that
 * are used in transliterations.
 */
// cspell:disable-next-line
const APOSTROPHE_PATTERN = /[`´΄᾽᾿῾\u1ffdʹʻʼʽʾʿˈ‘’‛′‵՚׳ꞌ＇]/g;
/** Hyphens that look like the hyphen on a keyboard. Dashes are not among them, because a dash ends a name. */
const HYPHEN_PATTERN = /[\u2010\u2011]/g;

/**
 * Prepares text for comparing names. The result is the same for texts that differ only in case, Unicode normalization
 * form, invisible characters, kinds of apostrophes and hyphens, or the number of spaces between two words.
 */
export function toComparableText(text: string): string {
  // Skip the replacements for plain ASCII text. Most names are plain ASCII, and a group may have 10,000 members.
  if (/^[\0-\x7f]*$/.test(text) && !text.includes('`') && !text.includes('  ')) return text.toLowerCase();
  return text
    .replace(APOSTROPHE_PATTERN, "'")
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?!\u200d)\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(HYPHEN_PATTERN, '-')
    .replace(/ {2,}/g, ' ')
    .replace(/ς/g, 'σ')
    .normalize('NFC');
}
