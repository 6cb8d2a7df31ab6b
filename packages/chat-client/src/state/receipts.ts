import type { Roster } from './roster.ts';

/**
 * What `computeReceipt` needs to know about the other active members of a room, except bot users: the seqs at which
 * they joined, and their read cursors.
 */
export interface Readers {
  /** The seqs at which the members joined, ascending. */
  readonly joined: readonly number[];
  /** The read cursors of the members, ascending. Each cursor is at or above the member's own `joined_seq`. */
  readonly cursors: readonly number[];
  /** False if the room has more members than were loaded. */
  readonly complete: boolean;
}

/** How many recipients a message has, and how many of them have seen it (MSG-15). */
export interface Receipt {
  readonly seen: number;
  readonly recipients: number;
}

/**
 * Collects the seqs that `computeReceipt` needs to compute the receipts of the user's own messages. Without a roster,
 * both lists are empty.
 */
export function collectReaders(roster: Roster | undefined, myId: string): Readers {
  const activeMembersExceptMe = (roster?.members ?? []).filter(
    ({ user_id, active, is_service }) => active && !is_service && user_id !== myId,
  );
  return {
    joined: activeMembersExceptMe.map(({ joined_seq }) => joined_seq).sort(compareNumbers),
    cursors: activeMembersExceptMe
      .map(({ user_id, joined_seq }) => Math.max(joined_seq, roster?.cursors[user_id] ?? 0))
      .sort(compareNumbers),
    complete: roster?.complete ?? false,
  };
}

/**
 * Returns the receipt of the user's own message with this `seq`, in logarithmic time. Counts the same members as the
 * server does (see `isRecipient` in contracts).
 */
export function computeReceipt({ joined, cursors }: Readers, seq: number): Receipt {
  // From both counts, subtract the members who joined after the message. They are in `cursors` as well, because a
  // member's read cursor is never below the seq at which the member joined.
  const laterJoinedMemberCount = countAtOrAbove(joined, seq);
  return {
    seen: countAtOrAbove(cursors, seq) - laterJoinedMemberCount,
    recipients: joined.length - laterJoinedMemberCount,
  };
}

const compareNumbers = (a: number, b: number): number => a - b;

/** Returns how many of the ascending numbers are at or above `from`. */
function countAtOrAbove(numbers: readonly number[], from: number): number {
  let lowIndex = 0;
  let highIndex = numbers.length;
  while (lowIndex < highIndex) {
    const middleIndex = (lowIndex + highIndex) >>> 1;
    if ((numbers[middleIndex] ?? 0) < from) lowIndex = middleIndex + 1;
    else highIndex = middleIndex;
  }
  return numbers.length - lowIndex;
}
