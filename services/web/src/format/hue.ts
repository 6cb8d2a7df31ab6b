/** How many colours the style sheet has for people and rooms. */
const HUES = 8;

/** Always the same colour for the same name. */
export function hueOf(name: string): number {
  let hash = 0;
  for (const char of name) hash = (hash * 31 + char.charCodeAt(0)) >>> 0;
  return hash % HUES;
}
