import type { VisibleStatus } from '@kcs/contracts';

/** A user's presence. `at` is the server time of the last update. An older update that arrives later is dropped. */
export interface PresenceEntry {
  readonly status: VisibleStatus;
  readonly lastSeen: string | null;
  readonly at: string;
}
type PresenceByUser = Readonly<Record<string, PresenceEntry>>;

/** Applies a presence update for one user and returns the new presences. */
export function updatePresence(known: PresenceByUser, userId: string, entry: PresenceEntry): PresenceByUser {
  const previousEntry = known[userId];
  if (previousEntry && previousEntry.at > entry.at) return known;
  return { ...known, [userId]: entry };
}

/**
 * Applies a loaded list of online users and returns the new presences. Marks all `members` who are not in the list as
 * offline.
 */
export function applyOnlineUserList(
  known: PresenceByUser,
  online: readonly { readonly userId: string; readonly status: VisibleStatus }[],
  members: readonly string[],
): PresenceByUser {
  const nextPresenceByUser: Record<string, PresenceEntry> = { ...known };
  const onlineUserIds = new Set(online.map(({ userId }) => userId));
  for (const { userId, status } of online) {
    nextPresenceByUser[userId] = { status, lastSeen: null, at: known[userId]?.at ?? '' };
  }
  for (const userId of members) {
    if (onlineUserIds.has(userId)) continue;
    const { lastSeen = null, at = '' } = known[userId] ?? {};
    nextPresenceByUser[userId] = { status: 'offline', lastSeen, at };
  }
  return nextPresenceByUser;
}
