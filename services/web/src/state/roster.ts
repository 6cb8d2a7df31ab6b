import type { Member, RoomEvent } from '@kcs/contracts';

/**
 * A room's members by id, in the server's order. Cursors stand apart from the members, since a receipt may
 * arrive before the list does; they only move forward. `stale` asks for the list again. `complete` is false
 * where the room has more members than were loaded.
 */
export interface Roster {
  readonly members: readonly Member[];
  readonly cursors: Readonly<Record<string, number>>;
  readonly complete: boolean;
  readonly stale: boolean;
}

export const emptyRoster: Roster = { members: [], cursors: {}, complete: false, stale: true };

export function membersArrived(
  known: Roster | undefined,
  members: readonly Member[],
  complete: boolean,
): Roster {
  const listed = Object.fromEntries(members.map((member) => [member.user_id, member.last_seen_seq]));
  const cursors = { ...known?.cursors };
  for (const [userId, seq] of Object.entries(listed)) cursors[userId] = Math.max(seq, cursors[userId] ?? 0);
  return { members, cursors, complete, stale: false };
}

/** `userId` has seen everything up to `seq`. */
export function seenBy(roster: Roster, userId: string, seq: number): Roster {
  if (seq <= (roster.cursors[userId] ?? 0)) return roster;
  return { ...roster, cursors: { ...roster.cursors, [userId]: seq } };
}

/** Whoever sends has seen what came before; members come and go, and then the list is asked for again. */
export function rosterAfter(roster: Roster, event: RoomEvent): Roster {
  if (event.kind === 'message-created') return seenBy(roster, event.data.sender_id, event.seq);
  if (event.kind !== 'members-changed') return roster;
  const { removed, changed } = event.data;
  const members = roster.members
    .filter((member) => !removed.includes(member.user_id))
    .map((member) => {
      const change = changed.find(({ userId }) => userId === member.user_id);
      return change ? { ...member, role: change.role } : member;
    });
  return { ...roster, members, stale: true };
}
