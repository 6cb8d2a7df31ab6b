import type { Queryable } from '../database/database.ts';
import type { StoredEvent } from './stored-event.ts';

/**
 * Hands over the groups of a deactivated owner: promotes a member in each of these groups that has no active owner, and
 * returns the appended events (ROOM-16). A transaction that deactivates a user must call this function. The caller must
 * offer the events to the outbox after the commit. Idempotent, because groups with an active owner stay unchanged.
 */
export async function handOverOwnerlessGroups(
  db: Pick<Queryable, '$queryRaw'>,
  ownerId: string,
): Promise<StoredEvent[]> {
  const eventRows = await db.$queryRaw<Omit<StoredEvent, 'kind'>[]>`
    SELECT room_id AS "roomId", seq, data, at AS "createdAt" FROM hand_over_groups(${ownerId})`;
  return eventRows.map((row) => ({ ...row, kind: 'members-changed' }));
}
