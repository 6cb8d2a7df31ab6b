/** The order in which one client received one room's events on one connection, after the head of its join. Immutable. */
export interface LiveOrder {
  readonly highest: number;
  /** Seqs that were skipped and have not arrived yet. */
  readonly skipped: ReadonlySet<number>;
}

export type Verdict = 'good' | 'repeated' | 'out of order';

const NONE: ReadonlySet<number> = new Set();

/** Returns the order after a join with this head. The next event must be `head` + 1 (ORD-2). */
export function orderFrom(head: number): LiveOrder {
  return { highest: head, skipped: NONE };
}

/**
 * Judges the next received seq, which must be one above the highest. A jump counts once as out of order. Each skipped
 * seq that arrives later counts once more.
 */
export function judgeArrival(order: LiveOrder, seq: number): [LiveOrder, Verdict] {
  const { highest, skipped } = order;
  if (seq === highest + 1) return [{ highest: seq, skipped }, 'good'];
  if (seq > highest) {
    const between = Array.from({ length: seq - highest - 1 }, (_, n) => highest + 1 + n);
    return [{ highest: seq, skipped: new Set([...skipped, ...between]) }, 'out of order'];
  }
  if (!skipped.has(seq)) return [order, 'repeated'];
  return [{ highest, skipped: new Set([...skipped].filter((one) => one !== seq)) }, 'out of order'];
}
