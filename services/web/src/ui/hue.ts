import type { CSSProperties } from 'react';

/** The number of hues in `tokens.css`. */
const HUES = 8;

/** Returns the number of a hue, 0 to 7. The same name always gets the same hue. */
export function hueOf(name: string): number {
  // FNV-1a, folded so that similar names get different hues.
  let hash = 0x811c9dc5;
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) % HUES;
}

/** Returns a style that sets `--hue` to the color of this name. */
export const hueStyle = (name: string): CSSProperties =>
  ({ '--hue': `var(--hue-${hueOf(name)})` }) as CSSProperties;
