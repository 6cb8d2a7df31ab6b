/** A letter or digit right after a name means that the name goes on, except in scripts that put no space between words. */
const GOES_ON =
  /^(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{N}]/u;
/** An `@` right after one of these is part of an e-mail address. */
const IN_ADDRESS = /[A-Za-z0-9._%+-]$/;
const BY_ID = /^@\[(user_[0-9a-z]{26})\]/;

/**
 * Who is mentioned in a text (protocol §2): `@Full Name` of a member, the longest name that fits, whatever its case,
 * everyone who bears it; or `@[user_…]` of a member. Each once, in the order of the text.
 */
export function findMentions(
  content: string,
  members: readonly { readonly id: string; readonly name: string }[],
): string[] {
  const found = new Set<string>();
  const names = members.map(({ id, name }) => ({ id, name: name.toLowerCase() }));
  for (let at = content.indexOf('@'); at !== -1; at = content.indexOf('@', at + 1)) {
    const rest = content.slice(at);
    const byId = BY_ID.exec(rest)?.[1];
    if (byId !== undefined) {
      if (members.some(({ id }) => id === byId)) found.add(byId);
      continue;
    }
    if (IN_ADDRESS.test(content.slice(Math.max(0, at - 1), at))) continue;
    const said = rest.slice(1).toLowerCase();
    const fitting = names.filter(
      ({ name }) => said.startsWith(name) && !GOES_ON.test(said.slice(name.length)),
    );
    const longest = Math.max(0, ...fitting.map(({ name }) => name.length));
    for (const { id, name } of fitting) if (name.length === longest) found.add(id);
  }
  return [...found];
}
