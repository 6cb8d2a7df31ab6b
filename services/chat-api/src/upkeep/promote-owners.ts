import type { Database } from '../database/database.ts';
import { handOverOwnerlessGroups } from '../log/hand-over-groups.ts';
import type { Outbox } from '../log/outbox/outbox.ts';

/** Maximum number of deactivated owners whose groups one run hands over. */
const MAX_INACTIVE_OWNERS_PER_RUN = 100;

/**
 * Promotes a member in each group that has active members but no active owner (ROOM-16). Such a group exists if an
 * older version deactivated its owner, or if all its members were deactivated and one of them has just been
 * reactivated. In all other cases, the deactivation of the owner has already promoted a member.
 */
export async function promoteOwnersInOwnerlessGroups(
  { db, outbox }: { readonly db: Database; readonly outbox: Outbox },
  signal: AbortSignal,
): Promise<void> {
  const inactiveOwnerRows = await db.prisma.$queryRaw<{ id: string }[]>`
    SELECT u.id FROM users u
    WHERE NOT u.active AND EXISTS (
      SELECT FROM room_members m JOIN rooms r ON r.id = m.room_id
      WHERE m.user_id = u.id AND m.role = 'owner' AND r.room_type = 'group' AND r.deleted_at IS NULL
        AND EXISTS (
          SELECT FROM room_members a JOIN users au ON au.id = a.user_id AND au.active WHERE a.room_id = r.id)
        AND NOT EXISTS (
          SELECT FROM room_members o JOIN users ou ON ou.id = o.user_id AND ou.active
          WHERE o.room_id = r.id AND o.role = 'owner'))
    LIMIT ${MAX_INACTIVE_OWNERS_PER_RUN}`;
  for (const { id } of inactiveOwnerRows) {
    if (signal.aborted) return;
    outbox.offer(await db.transaction((tx) => handOverOwnerlessGroups(tx, id)));
  }
}
