import type { Member, RoomEvent } from '@kcs/contracts';

/** A room's members, and how current the list is. */
export interface Roster {
  /** The members in the server's order. */
  readonly members: readonly Member[];
  /**
   * Read cursors by user id. They are separate from `members` because a receipt may arrive before the list. They only
   * move forward.
   */
  readonly cursors: Readonly<Record<string, number>>;
  /** False if the room has more members than were loaded. */
  readonly complete: boolean;
  /** The list includes every event up to this `seq`. */
  readonly loadedAt: number;
  /** The seq of the last change of the members. */
  readonly changedAt: number;
  /** A list that was requested in an earlier epoch is dropped. */
  readonly epoch: number;
}

/** A member list from the server, requested in this epoch when all events up to `requestedAt` were applied. */
export interface MemberList {
  readonly members: readonly Member[];
  readonly complete: boolean;
  readonly requestedAt: number;
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

/**
 * Returns whether the list must be loaded again. An event says who was added, but not everything that is shown about
 * a member.
 */
export const isRosterStale = (roster: Roster): boolean => roster.changedAt > roster.loadedAt;

/**
 * Returns the roster after the room was reset to `head`. Cursors are cut back to it, and the list must be loaded
 * again.
 */
export function rosterReset(roster: Roster, head: number, epoch: number): Roster {
  const cursors = Object.entries(roster.cursors).map(([userId, seq]) => [userId, Math.min(seq, head)]);
  return { ...roster, cursors: Object.fromEntries(cursors), loadedAt: NEVER, changedAt: head, epoch };
}

/** Applies a loaded list. Ignores a list of an earlier epoch. */
export function membersLoaded(roster: Roster, list: MemberList): Roster {
  if (roster.epoch !== list.epoch) return roster;
  const { members, complete, requestedAt } = list;
  const cursors = { ...roster.cursors };
  for (const { user_id, last_seen_seq } of members) {
    cursors[user_id] = Math.max(last_seen_seq, cursors[user_id] ?? 0);
  }
  return { ...roster, members, cursors, complete, loadedAt: requestedAt };
}

/** Moves one user's read cursor forward to `seq`. */
export function seenBy(roster: Roster, userId: string, seq: number): Roster {
  if (seq <= (roster.cursors[userId] ?? 0)) return roster;
  return { ...roster, cursors: { ...roster.cursors, [userId]: seq } };
}

/**
 * Returns the roster after one event. Sending moves the sender's cursor (UNREAD-2). Added members come with the next
 * list.
 */
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
