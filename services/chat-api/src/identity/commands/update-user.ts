import { ChatError, type User, type UserType } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import type { User as Row } from '../../generated/client.ts';
import { checkUserName } from '../../input/check-text.ts';
import { handOverOwnerlessGroups } from '../../log/hand-over-groups.ts';
import type { StoredEvent } from '../../log/stored-event.ts';
import { announceUserChange } from '../announce-user-change.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { lockActiveAdmins } from '../rows/lock-active-admins.ts';
import { toUser } from '../rows/to-user.ts';
import { checkNewPassword } from '../rules/check-new-password.ts';
import { checkMayUpdateUser, type UserUpdater } from '../rules/check-user-update.ts';
import { announceEndedSessions, type EndedSessions, endSessions } from '../sessions/end-sessions.ts';

interface UpdateUserInput {
  readonly userId: string;
  readonly name?: string | undefined;
  readonly userType?: UserType | undefined;
  readonly active?: boolean | undefined;
  /** The new password, if the Admin resets it. */
  readonly password?: string | undefined;
  readonly updater: UserUpdater;
}

export interface UserUpdate {
  readonly before: Row;
  readonly after: Row;
  readonly ended: EndedSessions | undefined;
  /** The events from groups that got a new owner because the user was deactivated. */
  readonly events: readonly StoredEvent[];
}

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
  input: UpdateUserInput,
): Promise<User> {
  const name = input.name === undefined ? undefined : checkUserName(input.name);
  if (input.password !== undefined) await checkResetPassword(deps.db, input.userId, input.password);
  const passwordHash = input.password === undefined ? undefined : await deps.passwords.hash(input.password);
  const userUpdate = await deps.db.transaction((tx) => updateUserRow(tx, { ...input, name }, passwordHash));
  await announceUserUpdate(deps, userUpdate);
  return toUser(userUpdate.after, { withEmail: true });
}

/** Announces an update to all services. Call this function after the commit. */
export async function announceUserUpdate(
  deps: Pick<IdentityDeps, 'db' | 'nc' | 'sessions' | 'outbox' | 'logger'>,
  { before, after, ended, events }: UserUpdate,
): Promise<void> {
  deps.sessions.invalidateUser(after.id);
  if (ended) announceEndedSessions(deps, ended);
  deps.outbox.offer(events);
  if (before.name !== after.name || before.userType !== after.userType || before.active !== after.active) {
    await announceUserChange(deps, { ...after, userType: after.userType as UserType });
  }
}

async function checkResetPassword(
  { prisma }: IdentityDeps['db'],
  id: string,
  password: string,
): Promise<void> {
  const user = await prisma.user.findUnique({ where: { id }, select: { name: true, email: true } });
  checkNewPassword({ field: '/password', password, known: [user?.name, user?.email] });
}

/**
 * Makes the changes of `updateUser` in a transaction. The caller must call `announceUserUpdate` after the commit.
 * `passwordHash` is the hash of a new password.
 */
export async function updateUserRow(
  tx: Transaction,
  input: UpdateUserInput,
  passwordHash?: string,
): Promise<UserUpdate> {
  const activeAdminIds = await lockActiveAdmins(tx);
  const oldUser = await lockUser(tx, input.userId);
  if (!oldUser) throw new ChatError('USER_NOT_FOUND');
  checkMayUpdateUser(oldUser, input);
  if (passwordHash !== undefined && oldUser.issuer !== null) {
    throw new ChatError(
      'CONFLICT',
      'This account logs in through the identity provider. Reset the password there.',
    );
  }
  const remainsActiveAdmin =
    (input.userType ?? oldUser.userType) === 'Admin' && (input.active ?? oldUser.active);
  if (!remainsActiveAdmin && activeAdminIds.length === 1 && activeAdminIds[0] === oldUser.id) {
    throw new ChatError('CONFLICT', 'This is the last active Admin. Make another user an Admin first.');
  }
  const { name, userType, active } = input;
  const updatedUser = await tx.user.update({
    where: { id: oldUser.id },
    data: {
      ...(name === undefined ? {} : { name }),
      ...(userType === undefined ? {} : { userType }),
      ...(active === undefined ? {} : { active }),
      ...(passwordHash === undefined ? {} : { passwordHash }),
    },
  });
  const sessionEndCode = updatedUser.active ? 'SESSION_REVOKED' : 'DEACTIVATED';
  const isDeactivation = oldUser.active && !updatedUser.active;
  const mustEndSessions = isDeactivation || passwordHash !== undefined;
  return {
    before: oldUser,
    after: updatedUser,
    ended: mustEndSessions ? await endSessions(tx, { userId: oldUser.id, code: sessionEndCode }) : undefined,
    // Hand over the groups last, because this locks their rooms, and nobody can send to a locked room until the commit.
    events: isDeactivation ? await handOverOwnerlessGroups(tx, oldUser.id) : [],
  };
}

/**
 * Locks the user's row until the commit, so that concurrent changes to the user wait. The lock does not block
 * transactions that add the user to a room: such a transaction may hold a room lock that `handOverOwnerlessGroups`
 * needs, so blocking it could cause a deadlock.
 */
async function lockUser(tx: Transaction, userId: string): Promise<Row | null> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId} FOR NO KEY UPDATE`;
  return tx.user.findUnique({ where: { id: userId } });
}
