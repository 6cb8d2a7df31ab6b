import type { Queryable } from '../database/database.ts';
import type { StoredEvent } from './stored-event.ts';

/**
 * Promotes a member in each group that a deactivated owner leaves without an active owner, and returns the appended
 * events (ROOM-16). Call it in the transaction that deactivates the owner, and offer the events to the outbox after the
 * commit. It changes nothing in groups that have an active owner, so it may be repeated.
 */
export async function handOverGroups(
  db: Pick<Queryable, '$queryRaw'>,
  ownerId: string,
): Promise<StoredEvent[]> {
  const rows = await db.$queryRaw<Omit<StoredEvent, 'kind'>[]>`
    SELECT room_id AS "roomId", seq, data, at AS "createdAt" FROM hand_over_groups(${ownerId})`;
  return rows.map((row) => ({ ...row, kind: 'members-changed' }));
}
