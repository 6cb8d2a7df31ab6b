/** A message still counts as seen if at most this much of it is below the visible area. */
const TOLERANCE_PX = 12;

/** What a timeline shows at the moment. */
export interface VisibleRows {
  /** The `seq` of the first and last message of which a part is visible. */
  readonly first: number;
  readonly last: number;
  /** The messages whose lower edge is visible. A message taller than the window is read when its end appears. */
  readonly ended: readonly number[];
  /** The first message whose entry begins in the visible area, and the entry's distance from the upper edge. */
  readonly anchor: { readonly seq: number; readonly top: number };
}

/** Returns which messages are visible in `box`, or null if there are none. */
export function visibleRows(box: HTMLElement): VisibleRows | null {
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
  const anchor = visible.find(({ entryTop }) => entryTop >= area.top) ?? first;
  return {
    first: first.seq,
    last: last.seq,
    ended: visible.filter(({ rect }) => rect.bottom <= area.bottom + TOLERANCE_PX).map(({ seq }) => seq),
    anchor: { seq: anchor.seq, top: anchor.entryTop - area.top },
  };
}
