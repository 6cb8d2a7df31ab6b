/** A message counts as seen even if up to this many pixels at its lower edge are hidden. */
const HIDDEN_LOWER_EDGE_TOLERANCE_PX = 12;

export interface VisibleRows {
  /**
   * The `seq` of the first message (`firstSeq`) and of the last message (`lastSeq`) that are at least partly visible.
   */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /**
   * The seqs of the messages whose lower edge is visible. A message that is taller than the visible area counts as seen
   * once its lower edge is visible.
   */
  readonly endVisibleSeqs: readonly number[];
  /**
   * The first message whose entry begins in the visible area, or the first visible message if there is none. `top` is
   * the distance in pixels between the entry and the upper edge of the visible area.
   */
  readonly anchor: { readonly seq: number; readonly top: number };
}

/** Returns which messages are visible in `box`, or null if there are none. */
export function findVisibleRows(box: HTMLElement): VisibleRows | null {
  const boxRect = box.getBoundingClientRect();
  const visibleRows = [...box.querySelectorAll<HTMLElement>('[data-seq]')]
    .map((row) => ({
      seq: Number(row.dataset.seq),
      rect: row.getBoundingClientRect(),
      entryTop: (row.closest('.entry') ?? row).getBoundingClientRect().top,
    }))
    .filter(({ rect }) => rect.bottom > boxRect.top && rect.top < boxRect.bottom)
    .sort((a, b) => a.seq - b.seq);
  const firstVisibleRow = visibleRows[0];
  const lastVisibleRow = visibleRows.at(-1);
  if (!firstVisibleRow || !lastVisibleRow) return null;
  const readingPlaceRow = visibleRows.find(({ entryTop }) => entryTop >= boxRect.top) ?? firstVisibleRow;
  return {
    firstSeq: firstVisibleRow.seq,
    lastSeq: lastVisibleRow.seq,
    endVisibleSeqs: visibleRows
      .filter(({ rect }) => rect.bottom <= boxRect.bottom + HIDDEN_LOWER_EDGE_TOLERANCE_PX)
      .map(({ seq }) => seq),
    anchor: { seq: readingPlaceRow.seq, top: readingPlaceRow.entryTop - boxRect.top },
  };
}
