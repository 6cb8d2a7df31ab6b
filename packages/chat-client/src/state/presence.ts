import type { VisibleStatus } from '@kcs/contracts';

/** `at`: the server's time of the update, so that a late older one is dropped. */
export interface PresenceEntry {
  readonly status: VisibleStatus;
  readonly lastSeen: string | null;
  readonly at: string;
}
type Presences = Readonly<Record<string, PresenceEntry>>;

export function presenceTold(known: Presences, userId: string, entry: PresenceEntry): Presences {
  const before = known[userId];
  if (before && before.at > entry.at) return known;
  return { ...known, [userId]: entry };
}

/** What a room's online list says: those named are there, and of `members` the others are not. */
export function presenceListed(
  known: Presences,
  online: readonly { readonly userId: string; readonly status: VisibleStatus }[],
  members: readonly string[],
): Presences {
  const next: Record<string, PresenceEntry> = { ...known };
  const here = new Set(online.map(({ userId }) => userId));
  for (const { userId, status } of online)
    next[userId] = { status, lastSeen: null, at: known[userId]?.at ?? '' };
  for (const userId of members) {
    if (here.has(userId)) continue;
    next[userId] = {
      status: 'offline',
      lastSeen: known[userId]?.lastSeen ?? null,
      at: known[userId]?.at ?? '',
    };
  }
  return next;
}
