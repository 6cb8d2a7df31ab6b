import type { User } from '@kcs/contracts';
import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
import { checkUserName } from '../../input/check-text.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { toUser } from '../rows/to-user.ts';
import { checkNewPassword } from '../rules/check-new-password.ts';
import { announceUserUpdate } from './announce-user-update.ts';
import { type UpdateUserInput, updateUserRow } from './update-user-row.ts';

/**
 * Changes a user on behalf of an Admin or a service account (AUTH-10, AUTH-22). A deactivation or password reset ends
 * all of the user's sessions and closes their sockets. If a deactivation leaves a group without an active owner,
 * another member becomes its owner in the same transaction (ROOM-16).
 *
 * Throws `USER_NOT_FOUND` if the user does not exist, `VALIDATION_FAILED` if the name is not allowed or the password is
 * easy to guess, `FORBIDDEN` if a service account is not allowed to make this change, or `CONFLICT` if no active Admin
 * would remain, the identity provider manages the password, or the user belongs to a service account.
 */
export async function updateUser(
  deps: Pick<IdentityDeps, 'db' | 'nc' | 'sessions' | 'passwords' | 'outbox' | 'logger'>,
  { actorId, ...input }: UpdateUserInput & { readonly actorId: string },
): Promise<User> {
  const name = input.name === undefined ? undefined : checkUserName(input.name);
  if (input.password !== undefined) await checkResetPassword(deps.db, input.userId, input.password);
  const passwordHash = input.password === undefined ? undefined : await deps.passwords.hash(input.password);
  const userUpdate = await deps.db.transaction(async (tx) => {
    const appliedUpdate = await updateUserRow(tx, { ...input, name }, passwordHash);
    const details = describeUpdate(input);
    await appendAuditEntry(tx, { action: 'user.updated', actorId, targetId: input.userId, details });
    return appliedUpdate;
  });
  await announceUserUpdate(deps, userUpdate);
  return toUser(userUpdate.after, { withEmail: true });
}

/** Returns which fields the update sets, and the new type and state. The new name must not enter the audit log. */
function describeUpdate({ name, userType, active, password }: UpdateUserInput): Record<string, unknown> {
  return {
    ...(name === undefined ? {} : { name_changed: true }),
    ...(password === undefined ? {} : { password_reset: true }),
    ...(userType === undefined ? {} : { user_type: userType }),
    ...(active === undefined ? {} : { active }),
  };
}

async function checkResetPassword(
  { prisma }: IdentityDeps['db'],
  id: string,
  password: string,
): Promise<void> {
  const user = await prisma.user.findUnique({ where: { id }, select: { name: true, email: true } });
  checkNewPassword({ field: '/password', password, known: [user?.name, user?.email] });
}
