import { ChatError, type Erasure } from '@kcs/contracts';
import { appendAuditEntry } from '../audit/append-audit-entry.ts';
import type { Queryable } from '../database/database.ts';
import { announceUserUpdate } from '../identity/commands/announce-user-update.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { lockActiveAdmins } from '../identity/rows/lock-active-admins.ts';
import { createFieldError } from '../input/field-error.ts';
import { eraseProfile } from './erase-profile.ts';

interface EraseUserInput {
  readonly userId: string;
  /** The id that the Admin typed to confirm the erasure. */
  readonly confirm: string;
  readonly actorId: string;
}

/**
 * Erases a person (ERASE-1). The profile is erased and all sessions end at once. A job erases messages, reactions, and
 * events afterwards. Returns the state of the erasure. Calling it again changes nothing.
 *
 * Throws `VALIDATION_FAILED` if `confirm` is not the user's id, `USER_NOT_FOUND` if the user does not exist, or
 * `CONFLICT` if the user is the last active Admin or belongs to a service account.
 */
export async function eraseUser(
  deps: Pick<IdentityDeps, 'db' | 'nc' | 'sessions' | 'outbox' | 'logger'>,
  { userId, confirm, actorId }: EraseUserInput,
): Promise<Erasure> {
  if (confirm !== userId) {
    throw createFieldError('/confirm', 'must be the id of the user. An erasure cannot be undone.');
  }
  const userUpdate = await deps.db.transaction(async (tx) => {
    const activeAdminIds = await lockActiveAdmins(tx);
    await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId} FOR NO KEY UPDATE`;
    if ((await findErasure(tx, userId)) !== undefined) return undefined;
    const user = await tx.user.findUnique({ where: { id: userId }, select: { isService: true } });
    if (!user) throw new ChatError('USER_NOT_FOUND');
    if (user.isService) {
      throw new ChatError('CONFLICT', 'This user belongs to a service account. Delete the service account.');
    }
    if (activeAdminIds.length === 1 && activeAdminIds[0] === userId) {
      throw new ChatError('CONFLICT', 'This is the last active Admin. Make another user an Admin first.');
    }
    const appliedUpdate = await eraseProfile(tx, userId);
    await appendAuditEntry(tx, { action: 'user.erased', actorId, targetId: userId });
    return appliedUpdate;
  });
  if (userUpdate) await announceUserUpdate(deps, userUpdate);
  return (await findErasure(deps.db.prisma, userId)) as Erasure;
}

/** Returns the state of a user's erasure; undefined if the user was not erased. */
async function findErasure(db: Pick<Queryable, '$queryRaw'>, userId: string): Promise<Erasure | undefined> {
  const [row] = await db.$queryRaw<{ requestedAt: string; completedAt: string | null }[]>`
    SELECT iso(requested_at) AS "requestedAt", iso(completed_at) AS "completedAt" FROM erasures
    WHERE user_id = ${userId}`;
  return row && { user_id: userId, requested_at: row.requestedAt, completed_at: row.completedAt };
}
