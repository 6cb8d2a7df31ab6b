import type { CSSProperties } from 'react';

/** The number of hue colors that `tokens.css` defines. */
const HUE_COUNT = 8;

/** Returns a hue number from 0 to 7 for a name. The same name always gets the same number. */
export function hueNumberOf(name: string): number {
  // Compute a 32-bit FNV-1a hash. XORing its upper bits into its lower bits gives similar names different hues.
  let hash = 0x811c9dc5;
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) % HUE_COUNT;
}

/** Returns a style that sets the CSS variable `--hue` to the color for a name. */
export const hueStyle = (name: string): CSSProperties =>
  ({ '--hue': `var(--hue-${hueNumberOf(name)})` }) as CSSProperties;
