import type { Transaction } from '../../database/database.ts';

/**
 * Locks all active Admins until the commit and returns their ids, so that two changes cannot remove the last two Admins
 * at the same time. The rows are locked in a fixed order to prevent deadlocks. The lock does not block a transaction
 * that adds the Admin to a room.
 */
export async function lockActiveAdmins(tx: Transaction): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE user_type = 'Admin' AND active ORDER BY id FOR NO KEY UPDATE`;
  return rows.map((row) => row.id);
}
