/**
 * Matches a letter or digit right after a name, which means that the name continues. Excludes scripts that write no
 * spaces between words.
 */
const NAME_CONTINUES =
  /^(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{N}]/u;
/** Matches a character that makes a following `@` part of an email address instead of a mention. */
const INSIDE_EMAIL = /[A-Za-z0-9._%+-]$/;
const MENTION_BY_ID = /^@\[(user_[0-9a-z]{26})\]/;

/**
 * Returns the ids of the members whom a text mentions (MENTION-1), without repeats, in the order of the text. A mention
 * is `@[user_…]` or `@Full Name`. The longest matching name wins, ignoring case. If several members have that name, all
 * of them are mentioned.
 */
export function findMentions(
  content: string,
  members: readonly { readonly id: string; readonly name: string }[],
): string[] {
  const mentionedIds = new Set<string>();
  const lowerNames = members.map(({ id, name }) => ({ id, name: name.toLowerCase() }));
  for (let at = content.indexOf('@'); at !== -1; at = content.indexOf('@', at + 1)) {
    const rest = content.slice(at);
    const mentionedId = MENTION_BY_ID.exec(rest)?.[1];
    if (mentionedId !== undefined) {
      if (members.some(({ id }) => id === mentionedId)) mentionedIds.add(mentionedId);
      continue;
    }
    if (INSIDE_EMAIL.test(content.slice(Math.max(0, at - 1), at))) continue;
    const afterAt = rest.slice(1).toLowerCase();
    const matches = lowerNames.filter(
      ({ name }) => afterAt.startsWith(name) && !NAME_CONTINUES.test(afterAt.slice(name.length)),
    );
    const longest = Math.max(0, ...matches.map(({ name }) => name.length));
    for (const { id, name } of matches) if (name.length === longest) mentionedIds.add(id);
  }
  return [...mentionedIds];
}
