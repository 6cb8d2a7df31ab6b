/** A message counts as visible even if this much of it is below the edge. */
const SLACK_PX = 12;

/**
 * Returns the `seq` of the lowest message in `box` whose end is visible, or undefined if there is none. All messages up
 * to it count as seen.
 */
export function lowestVisibleSeq(box: HTMLElement): number | undefined {
  const end = box.getBoundingClientRect().bottom + SLACK_PX;
  const rows = box.querySelectorAll<HTMLElement>('[data-seq]');
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index] as HTMLElement;
    if (row.getBoundingClientRect().bottom <= end) return Number(row.dataset.seq);
  }
  return undefined;
}
