import type { VisibleStatus } from '@kcs/contracts';

/** `at` is the server's time of the update. An older update that arrives late is dropped. */
export interface PresenceEntry {
  readonly status: VisibleStatus;
  readonly lastSeen: string | null;
  readonly at: string;
}
type Presences = Readonly<Record<string, PresenceEntry>>;

/** Applies one user's update. */
export function presenceUpdated(known: Presences, userId: string, entry: PresenceEntry): Presences {
  const before = known[userId];
  if (before && before.at > entry.at) return known;
  return { ...known, [userId]: entry };
}

/** Applies a list of online users. `members` who are not in the list are offline. */
export function presenceListed(
  known: Presences,
  online: readonly { readonly userId: string; readonly status: VisibleStatus }[],
  members: readonly string[],
): Presences {
  const next: Record<string, PresenceEntry> = { ...known };
  const listed = new Set(online.map(({ userId }) => userId));
  for (const { userId, status } of online) {
    next[userId] = { status, lastSeen: null, at: known[userId]?.at ?? '' };
  }
  for (const userId of members) {
    if (listed.has(userId)) continue;
    const { lastSeen = null, at = '' } = known[userId] ?? {};
    next[userId] = { status: 'offline', lastSeen, at };
  }
  return next;
}
