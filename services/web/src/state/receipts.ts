import type { Roster } from './roster.ts';

/** How far one's own message has come with the others of the room. */
export interface ReceiptCount {
  readonly seen: number;
  readonly of: number;
}

/** Counts the other members who have seen number `seq`. */
export function receiptsOf(roster: Roster | undefined, seq: number, myId: string): ReceiptCount {
  const others = roster?.members.filter((member) => member.user_id !== myId) ?? [];
  const seen = others.filter((member) => (roster?.cursors[member.user_id] ?? 0) >= seq).length;
  return { seen, of: others.length };
}
