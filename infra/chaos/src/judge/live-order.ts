/**
 * An immutable record of the order in which one client receives one room's events on one connection. It begins at the
 * head in the join reply.
 */
export interface LiveOrder {
  readonly highest: number;
  /** The seqs below `highest` that have not arrived yet. */
  readonly skipped: ReadonlySet<number>;
}

export type ArrivalVerdict = 'good' | 'repeated' | 'out of order';

const NO_SKIPPED_SEQS: ReadonlySet<number> = new Set();

/**
 * Returns the record of a connection that has received no event since it joined the room. `head` is the head in the
 * join reply, so the next event must have seq `head` + 1 (ORD-2).
 */
export function createLiveOrderAfterJoin(head: number): LiveOrder {
  return { highest: head, skipped: NO_SKIPPED_SEQS };
}

/**
 * Judges the seq that has just arrived. Only the seq directly above the highest one so far is good. A seq that skips
 * others counts as out of order, and so does each skipped seq that arrives later. Every other seq is a repeat. Returns
 * the new record and the verdict.
 */
export function judgeEventArrival(order: LiveOrder, seq: number): [LiveOrder, ArrivalVerdict] {
  const { highest, skipped } = order;
  if (seq === highest + 1) return [{ highest: seq, skipped }, 'good'];
  if (seq > highest) {
    const skippedSeqs = Array.from({ length: seq - highest - 1 }, (_, n) => highest + 1 + n);
    return [{ highest: seq, skipped: new Set([...skipped, ...skippedSeqs]) }, 'out of order'];
  }
  if (!skipped.has(seq)) return [order, 'repeated'];
  return [{ highest, skipped: new Set([...skipped].filter((number) => number !== seq)) }, 'out of order'];
}
