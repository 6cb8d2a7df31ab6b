import type { Queryable } from '../database/database.ts';
import type { StoredEvent } from './stored-event.ts';

/**
 * Promotes a member in each group that has no active owner after a user was deactivated, and returns the appended
 * events (ROOM-16). Call this function in the transaction that deactivates the user, and offer the events to the outbox
 * after the commit. Idempotent: groups with an active owner stay unchanged.
 */
export async function handOverGroups(
  db: Pick<Queryable, '$queryRaw'>,
  ownerId: string,
): Promise<StoredEvent[]> {
  const rows = await db.$queryRaw<Omit<StoredEvent, 'kind'>[]>`
    SELECT room_id AS "roomId", seq, data, at AS "createdAt" FROM hand_over_groups(${ownerId})`;
  return rows.map((row) => ({ ...row, kind: 'members-changed' }));
}
