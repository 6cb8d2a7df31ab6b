/** A message still counts as visible if at most this much of it is below the visible area. */
const TOLERANCE_PX = 12;

/**
 * Returns the `seq` of the lowest message whose bottom edge is visible in `box`, or undefined if there is none. All
 * messages up to this one count as seen.
 */
export function lowestVisibleSeq(box: HTMLElement): number | undefined {
  const lowestEdge = box.getBoundingClientRect().bottom + TOLERANCE_PX;
  const rows = box.querySelectorAll<HTMLElement>('[data-seq]');
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index] as HTMLElement;
    if (row.getBoundingClientRect().bottom <= lowestEdge) return Number(row.dataset.seq);
  }
  return undefined;
}
