import { blankCodeAndAddresses } from './blank-code-and-addresses.ts';

interface NamedMember {
  readonly id: string;
  readonly name: string;
}

const MENTION_BY_ID_PATTERN = /@\[(user_[0-9a-z]{26})\]/y;
/**
 * Scripts in which a name can be followed by other words or particles without a space. A letter from these scripts
 * directly after a mentioned name does not make the name longer. Directly before an `@`, such a letter does not make
 * the text an email address.
 */
const SCRIPTS_WITHOUT_SPACES =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const SPACED_SCRIPT_LETTER_PATTERN = `(?![${SCRIPTS_WITHOUT_SPACES}])[\\p{L}\\p{N}]`;
/**
 * Matches text that directly follows a member's name and makes the name part of a longer one, so that the member is not
 * mentioned. Such text is a letter or digit, possibly after a hyphen, an underscore, or an apostrophe. It can also be a
 * combining mark, an emoji modifier, or a zero-width joiner. A possessive `'s` does not make a name longer.
 */
const NAME_CONTINUATION_PATTERN = new RegExp(
  `[\\p{M}\\p{Emoji_Modifier}\\u200d]|${SPACED_SCRIPT_LETTER_PATTERN}|[-\\u2010\\p{Pc}]${SPACED_SCRIPT_LETTER_PATTERN}|'(?!s(?![\\p{L}\\p{N}]))${SPACED_SCRIPT_LETTER_PATTERN}`,
  'uy',
);
/**
 * Matches the text before an `@` if the `@` belongs to an email address. The part of an email address before the `@`
 * never ends with a dot.
 */
const EMAIL_LOCAL_PART_END_PATTERN = new RegExp(
  `(?![${SCRIPTS_WITHOUT_SPACES}])[\\p{L}\\p{N}][_%+-]{0,64}$`,
  'u',
);
const MAX_EMAIL_LOCAL_PART_END_CHARS = 66;

/**
 * Returns the ids of the members whom a text mentions with `@Full Name` or `@[user_…]` (MENTION-1, MENTION-4). Each id
 * appears once, in the order of the mentions. The running time is proportional to the length of the text plus the
 * number of members, not to their product.
 */
export function findMentions(content: string, members: readonly NamedMember[]): string[] {
  const comparableText = toComparableText(blankCodeAndAddresses(content));
  const nameIndex = new MemberNameIndex(members);
  const mentionedUserIds = new Set<string>();
  let lastMentionEnd = -1;
  for (let at = comparableText.indexOf('@'); at !== -1; at = comparableText.indexOf('@', at + 1)) {
    MENTION_BY_ID_PATTERN.lastIndex = at;
    const bracketedUserId = MENTION_BY_ID_PATTERN.exec(comparableText)?.[1];
    if (bracketedUserId !== undefined) {
      if (nameIndex.ids.has(bracketedUserId)) mentionedUserIds.add(bracketedUserId);
      continue;
    }
    const isInEmailAddress =
      at !== lastMentionEnd &&
      EMAIL_LOCAL_PART_END_PATTERN.test(
        comparableText.slice(Math.max(0, at - MAX_EMAIL_LOCAL_PART_END_CHARS), at),
      );
    if (isInEmailAddress) continue;
    const longestNameMatch = nameIndex.longestAt(comparableText, at + 1);
    if (!longestNameMatch) continue;
    for (const member of longestNameMatch.ids) mentionedUserIds.add(member);
    lastMentionEnd = longestNameMatch.end;
  }
  return [...mentionedUserIds];
}

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
function toComparableText(text: string): string {
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

const NAME_START_LENGTH = 2;

interface NamesWithSameStart {
  readonly idsByName: Map<string, string[]>;
  /** The distinct lengths of the names that begin with the same characters, longest first. */
  readonly lengths: number[];
}

/** Indexes member names by their first two characters, so that only a few names are compared at each `@`. */
class MemberNameIndex {
  readonly ids: ReadonlySet<string>;
  readonly #byStart = new Map<string, NamesWithSameStart>();

  constructor(members: readonly NamedMember[]) {
    this.ids = new Set(members.map(({ id }) => id));
    for (const { id, name: memberName } of members) {
      const comparableName = toComparableText(memberName);
      if (comparableName === '') continue;
      const nameStart = comparableName.slice(0, NAME_START_LENGTH);
      const namesWithStart = this.#byStart.get(nameStart) ?? {
        idsByName: new Map<string, string[]>(),
        lengths: [],
      };
      this.#byStart.set(nameStart, namesWithStart);
      const memberIdsWithSameName = namesWithStart.idsByName.get(comparableName);
      if (memberIdsWithSameName) memberIdsWithSameName.push(id);
      else namesWithStart.idsByName.set(comparableName, [id]);
      if (!namesWithStart.lengths.includes(comparableName.length))
        namesWithStart.lengths.push(comparableName.length);
    }
    for (const { lengths } of this.#byStart.values()) lengths.sort((a, b) => b - a);
  }

  /**
   * Returns the ids of the members who have the longest name that begins at index `from` and ends at a word boundary,
   * and the index at which this name ends; undefined if there is no such name.
   */
  longestAt(text: string, from: number): { ids: readonly string[]; end: number } | undefined {
    for (let chars = NAME_START_LENGTH; chars > 0; chars -= 1) {
      const namesWithStart = this.#byStart.get(text.slice(from, from + chars));
      for (const length of namesWithStart?.lengths ?? []) {
        const nameEnd = from + length;
        const memberIdsWithName = namesWithStart?.idsByName.get(text.slice(from, nameEnd));
        NAME_CONTINUATION_PATTERN.lastIndex = nameEnd;
        if (memberIdsWithName && !NAME_CONTINUATION_PATTERN.test(text))
          return { ids: memberIdsWithName, end: nameEnd };
      }
    }
    return undefined;
  }
}
