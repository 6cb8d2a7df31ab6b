/**
 * Either the text to store, or the reason why the text is not allowed. The reason completes a sentence that begins with
 * the field's name.
 */
export type TextVerdict =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string };

interface TextRule {
  readonly maxCodePoints: number;
  /** Whether the text may contain line breaks and tabs. */
  readonly multiline: boolean;
}

/**
 * Matches the characters that begin and end a direction embedding. An unclosed embedding would change how the following
 * text is displayed. Direction isolates do not have this effect, so they are allowed.
 */
const DIRECTION_EMBEDDING_PATTERN = /[\u202a-\u202c]/g;
/**
 * Matches direction overrides. They change the order in which characters are displayed, so one name can look like
 * another.
 */
const DIRECTION_OVERRIDE_PATTERN = /[\u202d\u202e]/;
const CONTROL_CHARACTER_PATTERN = /\p{Cc}/u;
const CONTROL_EXCEPT_TAB_AND_LINE_BREAK_PATTERN = /[^\P{Cc}\t\n]/u;
const LINE_BREAK_OR_TAB_PATTERN = /[\t\n\r\p{Zl}\p{Zp}]/u;
/**
 * Matches a visible character. Combining marks are excluded, because they need a character before them. The last five
 * excluded characters are symbols or letters in Unicode but are displayed as blanks: BRAILLE PATTERN BLANK, OBJECT
 * REPLACEMENT CHARACTER, MUSICAL SYMBOL NULL NOTEHEAD, and two blank Egyptian hieroglyphs.
 */
const VISIBLE_CHARACTER_PATTERN =
  /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}\p{Mn}\p{Me}\p{Noncharacter_Code_Point}\u2800\ufffc\u{1d159}\u{13441}\u{13442}]/u;

/**
 * Checks and normalizes text that people write (TEXT-1 to TEXT-4). Returns the trimmed text in NFC, or the reason why
 * the text is not allowed. Use this function for new text only. Stored text stays readable even if it breaks the
 * current rules.
 */
export function normalizeText(raw: string, { maxCodePoints, multiline }: TextRule): TextVerdict {
  if (/\p{Cs}/u.test(raw)) return createRefusal('must not contain invalid Unicode characters. Remove them.');
  const textWithLineFeeds = multiline ? raw.replace(/\r\n?/g, '\n') : raw;
  const text = textWithLineFeeds.replace(DIRECTION_EMBEDDING_PATTERN, '').normalize('NFC').trim();
  if (!VISIBLE_CHARACTER_PATTERN.test(text))
    return createRefusal('must contain at least one visible character.');
  if (!multiline && LINE_BREAK_OR_TAB_PATTERN.test(textWithLineFeeds)) {
    return createRefusal('must be one line without tabs. Use spaces instead.');
  }
  if (
    (multiline ? CONTROL_EXCEPT_TAB_AND_LINE_BREAK_PATTERN : CONTROL_CHARACTER_PATTERN).test(
      textWithLineFeeds,
    )
  ) {
    return createRefusal('must not contain control characters. Remove them.');
  }
  if (DIRECTION_OVERRIDE_PATTERN.test(text)) {
    return createRefusal('must not contain characters that reverse the text (U+202D, U+202E). Remove them.');
  }
  if (isLongerThan(text, maxCodePoints)) {
    return createRefusal(`must have at most ${maxCodePoints} characters. Shorten the text.`);
  }
  return { ok: true, text };
}

/**
 * Cleans a name that a person cannot correct, such as a name from an identity provider. Removes the characters that
 * `normalizeText` would reject, and shortens a name that is too long. Returns an empty string if nothing visible is
 * left.
 */
export function cleanName(raw: string, maxCodePoints: number): string {
  const allowedText = raw
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\p{Cs}\u202a-\u202e]/gu, '')
    .normalize('NFC')
    .trim();
  const name = [...allowedText].slice(0, maxCodePoints).join('').trim();
  return VISIBLE_CHARACTER_PATTERN.test(name) ? name : '';
}

const createRefusal = (message: string): TextVerdict => ({ ok: false, message });

const isLongerThan = (text: string, codePoints: number): boolean =>
  text.length > codePoints && [...text].length > codePoints;
