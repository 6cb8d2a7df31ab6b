import type { Roster } from './roster.ts';

/** Returns the read cursors of all members except this user, in ascending order, for use with `seenCount`. */
export function cursorsOfOthers(roster: Roster | undefined, myId: string): readonly number[] {
  if (roster === undefined) return [];
  return roster.members
    .filter((member) => member.user_id !== myId)
    .map((member) => roster.cursors[member.user_id] ?? 0)
    .sort((a, b) => a - b);
}

/**
 * Returns how many read cursors are at or above `seq`. The cursors must be in ascending order. Takes logarithmic time.
 */
export function seenCount(cursors: readonly number[], seq: number): number {
  let low = 0;
  let high = cursors.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cursors[middle] ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return cursors.length - low;
}
