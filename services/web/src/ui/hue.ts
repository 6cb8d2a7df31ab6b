import type { CSSProperties } from 'react';

/** The number of hues that `tokens.css` defines. */
const HUE_COUNT = 8;

/** Returns the index of an id's hue, from 0 to 7. The same id always gets the same hue. */
export function getHueNumber(id: string): number {
  // Compute a 32-bit FNV-1a hash. XORing its upper bits into its lower bits helps similar ids get different hues.
  let idHash = 0x811c9dc5;
  for (const char of id) idHash = Math.imul(idHash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return ((idHash ^ (idHash >>> 15)) >>> 0) % HUE_COUNT;
}

/**
 * Assigns a hue index to each id, so that ids that are shown together have different hues. Each id gets the hue that
 * its hash selects or, if that hue is taken, the next free one. Ids share a hue only after all hues are used.
 */
export function assignDistinctHues(ids: readonly string[]): ReadonlyMap<string, number> {
  const hueNumberById = new Map<string, number>();
  const takenHueNumbers = new Set<number>();
  for (const id of ids) {
    let hueNumber = getHueNumber(id);
    while (takenHueNumbers.size < HUE_COUNT && takenHueNumbers.has(hueNumber))
      hueNumber = (hueNumber + 1) % HUE_COUNT;
    takenHueNumbers.add(hueNumber);
    hueNumberById.set(id, hueNumber);
  }
  return hueNumberById;
}

/** Returns a style that sets the CSS variable `--hue` to the hue with this index. */
export const createHueStyle = (hue: number): CSSProperties =>
  ({ '--hue': `var(--hue-${hue})` }) as CSSProperties;
