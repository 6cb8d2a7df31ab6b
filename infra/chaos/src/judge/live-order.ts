/** What a plain socket saw of one room on one connection, since the join's answer named the head. Pure. */
export interface LiveOrder {
  readonly highest: number;
  /** Numbers that were skipped and have not come yet. */
  readonly skipped: ReadonlySet<number>;
}

export type Verdict = 'good' | 'repeated' | 'out of order';

const NONE: ReadonlySet<number> = new Set();

/** After `heads: { R: n }` the next is n + 1. */
export const orderFrom = (head: number): LiveOrder => ({ highest: head, skipped: NONE });

/** Each number must be the one after the last. A jump is out of order once, and so is each late number it left out. */
export function arrived(order: LiveOrder, seq: number): [LiveOrder, Verdict] {
  const { highest, skipped } = order;
  if (seq === highest + 1) return [{ highest: seq, skipped }, 'good'];
  if (seq > highest) {
    const between = Array.from({ length: seq - highest - 1 }, (_, n) => highest + 1 + n);
    return [{ highest: seq, skipped: new Set([...skipped, ...between]) }, 'out of order'];
  }
  if (!skipped.has(seq)) return [order, 'repeated'];
  return [{ highest, skipped: new Set([...skipped].filter((one) => one !== seq)) }, 'out of order'];
}
