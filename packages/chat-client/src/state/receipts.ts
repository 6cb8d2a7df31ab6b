import type { Roster } from './roster.ts';

/** Where the other active members of a room joined and how far they have read, in the form that `receiptOf` needs. */
export interface Readers {
  /** The seqs at which they joined, ascending. */
  readonly joined: readonly number[];
  /** Their read cursors, ascending. Each is at or above the member's own `joined_seq`. */
  readonly cursors: readonly number[];
  /** False if the room has more members than were loaded. */
  readonly complete: boolean;
}

/** How many of the members to whom a message was sent have seen it (MSG-15). */
export interface Receipt {
  readonly seen: number;
  readonly recipients: number;
}

/** Returns the readers of the user's own messages. */
export function readersOf(roster: Roster | undefined, myId: string): Readers {
  const others = (roster?.members ?? []).filter(({ user_id, active }) => active && user_id !== myId);
  return {
    joined: others.map(({ joined_seq }) => joined_seq).sort(ascending),
    cursors: others
      .map(({ user_id, joined_seq }) => Math.max(joined_seq, roster?.cursors[user_id] ?? 0))
      .sort(ascending),
    complete: roster?.complete ?? false,
  };
}

/**
 * Returns the receipt of one of the user's own messages, by its seq. Takes logarithmic time. The same members count as
 * on the server: see `isRecipient` in contracts.
 */
export function receiptOf({ joined, cursors }: Readers, seq: number): Receipt {
  // Members who joined later have a cursor above the message as well, so they are subtracted.
  const joinedLater = countFrom(joined, seq);
  return { seen: countFrom(cursors, seq) - joinedLater, recipients: joined.length - joinedLater };
}

const ascending = (a: number, b: number): number => a - b;

/** Returns how many of the ascending numbers are at or above `from`. */
function countFrom(numbers: readonly number[], from: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return numbers.length - low;
}
