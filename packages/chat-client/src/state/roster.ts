import type { Member, RoomEvent } from '@kcs/contracts';

/**
 * A room's members, in the server's order. Cursors stand apart from the members, since a receipt may arrive before
 * the list does; they only move forward. `complete` is false where the room has more members than were loaded.
 * `loadedAt` and `changedAt` are numbers of the room: what the list contains for sure, and when it changed last.
 * `epoch` changes when what is known is no longer counted on: a list that was asked for before is of no use then.
 */
export interface Roster {
  readonly members: readonly Member[];
  readonly cursors: Readonly<Record<string, number>>;
  readonly complete: boolean;
  readonly loadedAt: number;
  readonly changedAt: number;
  readonly epoch: number;
}

const NEVER = -1;

export const emptyRoster = (epoch: number): Roster => ({
  members: [],
  cursors: {},
  complete: false,
  loadedAt: NEVER,
  changedAt: 0,
  epoch,
});

/** Whether the list must be loaded again: an event names who came, but not all that is shown of a member. */
export const isRosterStale = (roster: Roster): boolean => roster.changedAt > roster.loadedAt;

/** Events up to `head` are missing, and what came after it may be of a log that is no more. */
export function outdated(roster: Roster, head: number, epoch: number): Roster {
  const cursors = Object.entries(roster.cursors).map(([userId, seq]) => [userId, Math.min(seq, head)]);
  return { ...roster, cursors: Object.fromEntries(cursors), loadedAt: NEVER, changedAt: head, epoch };
}

/** What the server answered, asked for in this epoch when everything up to `askedAt` was applied. */
export interface MemberList {
  readonly members: readonly Member[];
  readonly complete: boolean;
  readonly askedAt: number;
  readonly epoch: number;
}

export function membersArrived(roster: Roster, list: MemberList): Roster {
  if (roster.epoch !== list.epoch) return roster;
  const { members, complete, askedAt } = list;
  const cursors = { ...roster.cursors };
  for (const { user_id, last_seen_seq } of members) {
    cursors[user_id] = Math.max(last_seen_seq, cursors[user_id] ?? 0);
  }
  return { ...roster, members, cursors, complete, loadedAt: askedAt };
}

/** `userId` has seen everything up to `seq`. */
export function seenBy(roster: Roster, userId: string, seq: number): Roster {
  if (seq <= (roster.cursors[userId] ?? 0)) return roster;
  return { ...roster, cursors: { ...roster.cursors, [userId]: seq } };
}

/** Whoever sends has seen what came before; members come and go, and who came is loaded by the next list. */
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
  return { ...roster, members, changedAt: event.seq };
}
