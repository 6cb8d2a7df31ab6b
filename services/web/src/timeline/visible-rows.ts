/** The number of pixels at the end of a message that may be hidden while the message counts as seen. */
const HIDDEN_TOLERANCE_PX = 12;

export interface VisibleRows {
  /** The `seq` of the first and last message that is at least partly visible. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /**
   * The seqs of the messages whose lower edge is visible. A message taller than the window counts as read when its end
   * is visible.
   */
  readonly endVisibleSeqs: readonly number[];
  /** The first message whose entry begins in the visible area, and the distance of the entry from the upper edge. */
  readonly anchor: { readonly seq: number; readonly top: number };
}

/** Returns which messages are visible in `box`, or null if there are none. */
export function findVisibleRows(box: HTMLElement): VisibleRows | null {
  const area = box.getBoundingClientRect();
  const visible = [...box.querySelectorAll<HTMLElement>('[data-seq]')]
    .map((row) => ({
      seq: Number(row.dataset.seq),
      rect: row.getBoundingClientRect(),
      entryTop: (row.closest('.entry') ?? row).getBoundingClientRect().top,
    }))
    .filter(({ rect }) => rect.bottom > area.top && rect.top < area.bottom)
    .sort((a, b) => a.seq - b.seq);
  const first = visible[0];
  const last = visible.at(-1);
  if (!first || !last) return null;
  const anchorRow = visible.find(({ entryTop }) => entryTop >= area.top) ?? first;
  return {
    firstSeq: first.seq,
    lastSeq: last.seq,
    endVisibleSeqs: visible
      .filter(({ rect }) => rect.bottom <= area.bottom + HIDDEN_TOLERANCE_PX)
      .map(({ seq }) => seq),
    anchor: { seq: anchorRow.seq, top: anchorRow.entryTop - area.top },
  };
}
