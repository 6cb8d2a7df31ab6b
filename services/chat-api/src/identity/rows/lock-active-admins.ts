import type { Transaction } from '../../database/database.ts';

/**
 * Locks the rows of all active Admins until the commit and returns their ids. This prevents two changes from removing
 * the last two Admins at the same time. To prevent deadlocks, the rows are locked in the order of their ids.
 * Transactions that add an Admin to a room do not wait for the lock.
 */
export async function lockActiveAdmins(tx: Transaction): Promise<string[]> {
  const adminRows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE user_type = 'Admin' AND active ORDER BY id FOR NO KEY UPDATE`;
  return adminRows.map((row) => row.id);
}
