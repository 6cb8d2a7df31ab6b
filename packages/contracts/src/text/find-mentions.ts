import { blankCodeAndAddresses } from './blank-code-and-addresses.ts';
import { toComparableText } from './comparable-text.ts';
import { MemberNameIndex, type NamedMember } from './member-name-index.ts';
import { SCRIPTS_WITHOUT_SPACES } from './scripts-without-spaces.ts';

const MENTION_BY_ID_PATTERN = /@\[(user_[0-9a-z]{26})\]/y;
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
