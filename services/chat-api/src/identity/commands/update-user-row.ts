import { ChatError, type UserType } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import type { User as Row } from '../../generated/client.ts';
import { handOverOwnerlessGroups } from '../../log/hand-over-groups.ts';
import { lockActiveAdmins } from '../rows/lock-active-admins.ts';
import { checkMayUpdateUser, type UserUpdater } from '../rules/check-user-update.ts';
import { endSessions } from '../sessions/end-sessions.ts';
import type { UserUpdate } from './announce-user-update.ts';

export interface UpdateUserInput {
  readonly userId: string;
  readonly name?: string | undefined;
  readonly userType?: UserType | undefined;
  readonly active?: boolean | undefined;
  /** The new password, if the Admin resets it. */
  readonly password?: string | undefined;
  readonly updater: UserUpdater;
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
  await checkNotErased(tx, oldUser.id);
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

async function checkNotErased(tx: Transaction, userId: string): Promise<void> {
  const erasures = await tx.$queryRaw<unknown[]>`SELECT FROM erasures WHERE user_id = ${userId}`;
  if (erasures.length > 0) {
    throw new ChatError('CONFLICT', 'This user was erased and cannot be changed. Create a new account.');
  }
}
