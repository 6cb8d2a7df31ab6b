import type { Member, RoomEvent } from '@kcs/contracts';

/** The members of a room, and how current the member list is. */
export interface Roster {
  /** The members in the order in which the server lists them. */
  readonly members: readonly Member[];
  /**
   * Read cursors by user id. They never move back, except after a reset. They are kept separately from `members`,
   * because a receipt may arrive before the member list.
   */
  readonly cursors: Readonly<Record<string, number>>;
  /** False if the room has more members than the list contains. */
  readonly complete: boolean;
  /** The member list includes all events up to this `seq`. */
  readonly loadedAtSeq: number;
  /** The `seq` of the last event that changed the members. */
  readonly changedAtSeq: number;
  /** The version of this roster. A member list that was requested for an earlier version is dropped. */
  readonly version: number;
}

/**
 * A loaded member list. It was requested for the roster's `version`, after all events up to `requestedAtSeq` had
 * been applied.
 */
export interface MemberList {
  readonly members: readonly Member[];
  readonly complete: boolean;
  readonly requestedAtSeq: number;
  readonly version: number;
}

const SEQ_BEFORE_FIRST_LOAD = -1;

export const createRoster = (version: number): Roster => ({
  members: [],
  cursors: {},
  complete: false,
  loadedAtSeq: SEQ_BEFORE_FIRST_LOAD,
  changedAtSeq: 0,
  version,
});

/**
 * Returns whether the member list must be loaded again, because an event has changed the members since the list was
 * requested. The event itself does not contain all of a new member's data.
 */
export const isRosterStale = (roster: Roster): boolean => roster.changedAtSeq > roster.loadedAtSeq;

/**
 * Returns the roster of a room that was reset to `head`. Lowers read cursors that are above `head`, and marks the
 * member list as outdated.
 */
export function resetRoster(roster: Roster, head: number, version: number): Roster {
  const limitedCursorEntries = Object.entries(roster.cursors).map(([userId, seq]) => [
    userId,
    Math.min(seq, head),
  ]);
  return {
    ...roster,
    cursors: Object.fromEntries(limitedCursorEntries),
    loadedAtSeq: SEQ_BEFORE_FIRST_LOAD,
    changedAtSeq: head,
    version,
  };
}

/**
 * Stores a loaded member list and returns the new roster. Ignores a list that was requested for an earlier version of
 * the roster.
 */
export function storeMemberList(roster: Roster, list: MemberList): Roster {
  if (roster.version !== list.version) return roster;
  const { members, complete, requestedAtSeq } = list;
  const nextReadCursors = { ...roster.cursors };
  for (const { user_id, last_seen_seq } of members) {
    nextReadCursors[user_id] = Math.max(last_seen_seq, nextReadCursors[user_id] ?? 0);
  }
  return { ...roster, members, cursors: nextReadCursors, complete, loadedAtSeq: requestedAtSeq };
}

/** Moves one user's read cursor to `seq` and returns the new roster. The cursor never moves back. */
export function moveMemberReadCursor(roster: Roster, userId: string, seq: number): Roster {
  if (seq <= (roster.cursors[userId] ?? 0)) return roster;
  return { ...roster, cursors: { ...roster.cursors, [userId]: seq } };
}

/**
 * Applies one room event to the roster and returns the new roster. When a member sends a message, that member's read
 * cursor moves (UNREAD-2). Added members appear only when the member list is loaded again.
 */
export function applyEventToRoster(roster: Roster, event: RoomEvent): Roster {
  if (event.kind === 'message-created') return moveMemberReadCursor(roster, event.data.sender_id, event.seq);
  if (event.kind !== 'members-changed') return roster;
  const { removed, changed } = event.data;
  const nextMembers = roster.members
    .filter((member) => !removed.includes(member.user_id))
    .map((member) => {
      const roleChange = changed.find(({ userId }) => userId === member.user_id);
      return roleChange ? { ...member, role: roleChange.role } : member;
    });
  return { ...roster, members: nextMembers, changedAtSeq: event.seq };
}
