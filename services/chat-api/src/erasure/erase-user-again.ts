import { appendAuditEntry } from '../audit/append-audit-entry.ts';
import type { Database } from '../database/database.ts';
import { eraseProfile } from './erase-profile.ts';
import { completeErasure } from './run-erasures.ts';

/** The actor of erasures that follow from a file and not from a request. */
const RESTORE_ACTOR_ID = 'restore';

/**
 * Erases a user from a restored database, in which the erasure may not have happened yet. Returns false if the database
 * does not contain the user, or if the user is erased already. Publishes nothing, because no service is running.
 */
export async function eraseUserAgain(db: Database, userId: string): Promise<boolean> {
  const isIncomplete = await db.transaction(async (tx) => {
    const [user] = await tx.$queryRaw<{ erased: boolean; completed: boolean }[]>`
      SELECT e.user_id IS NOT NULL AS erased, e.completed_at IS NOT NULL AS completed
      FROM users u LEFT JOIN erasures e ON e.user_id = u.id WHERE u.id = ${userId} FOR NO KEY UPDATE OF u`;
    if (!user) return false;
    if (user.erased) return !user.completed;
    await eraseProfile(tx, userId);
    await appendAuditEntry(tx, { action: 'user.erased', actorId: RESTORE_ACTOR_ID, targetId: userId });
    return true;
  });
  if (!isIncomplete) return false;
  const silentOutbox = { offer: () => {} };
  const neverAborted = new AbortController().signal;
  await completeErasure(
    { db, nc: undefined, outbox: silentOutbox, erasedUsersFile: undefined },
    userId,
    neverAborted,
  );
  return true;
}
