/** Half a line may be hidden and still be taken as seen. */
const SLACK_PX = 12;

/** The number of the lowest message whose end is on the screen: all above it count as seen. */
export function lowestVisibleSeq(box: HTMLElement): number | undefined {
  const end = box.getBoundingClientRect().bottom + SLACK_PX;
  const rows = box.querySelectorAll<HTMLElement>('[data-seq]');
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index] as HTMLElement;
    if (row.getBoundingClientRect().bottom <= end) return Number(row.dataset.seq);
  }
  return undefined;
}
