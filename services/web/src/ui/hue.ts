/** How many colours the style sheet has for people and rooms. */
const HUES = 8;

/** Always the same colour for the same name. */
export function hueOf(name: string): number {
  // FNV-1a, folded: neighbouring names fall far apart.
  let hash = 0x811c9dc5;
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) % HUES;
}
