import { ChatError, NOTICES, type User, type UserType } from '@kcs/contracts';
import { publishNotice } from '@kcs/service-kit';
import type { Transaction } from '../../database/database.ts';
import type { User as Row } from '../../generated/client.ts';
import { checkUserName } from '../../input/check-text.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { toUser } from '../rows/to-user.ts';
import { announceEndedSessions, type EndedSessions, endSessions } from '../sessions/end-sessions.ts';

interface UpdateUserInput {
  readonly userId: string;
  readonly name?: string | undefined;
  readonly userType?: UserType | undefined;
  readonly active?: boolean | undefined;
  /** The new password. */
  readonly password?: string | undefined;
}

interface Result {
  readonly before: Row;
  readonly after: Row;
  readonly ended: EndedSessions | undefined;
}

/**
 * Changes a user on behalf of an Admin (AUTH-10). A deactivation or password reset ends all sessions of the user and
 * closes their sockets.
 *
 * Throws `USER_NOT_FOUND`, `VALIDATION_FAILED` for a name that is not allowed, or `CONFLICT` if no active Admin would remain or
 * the identity provider manages the password.
 */
export async function updateUser(
  deps: Pick<IdentityDeps, 'db' | 'nc' | 'sessions' | 'passwords'>,
  input: UpdateUserInput,
): Promise<User> {
  const name = input.name === undefined ? undefined : checkUserName(input.name);
  const passwordHash = input.password === undefined ? undefined : await deps.passwords.hash(input.password);
  const { before, after, ended } = await deps.db.transaction((tx) =>
    applyUpdate(tx, { ...input, name }, passwordHash),
  );
  deps.sessions.invalidateUser(after.id);
  if (ended) announceEndedSessions(deps, ended);
  if (before.name !== after.name || before.userType !== after.userType) {
    const userType = after.userType as UserType;
    publishNotice(deps.nc, NOTICES.userChanged, { userId: after.id, name: after.name, userType });
  }
  return toUser(after, { withEmail: true });
}

async function applyUpdate(
  tx: Transaction,
  input: UpdateUserInput,
  passwordHash: string | undefined,
): Promise<Result> {
  const adminIds = await lockActiveAdmins(tx);
  const before = await lockUser(tx, input.userId);
  if (!before) throw new ChatError('USER_NOT_FOUND');
  if (passwordHash !== undefined && before.issuer !== null) {
    throw new ChatError(
      'CONFLICT',
      'This account logs in through the identity provider. Reset the password there.',
    );
  }
  const staysAdmin = (input.userType ?? before.userType) === 'Admin' && (input.active ?? before.active);
  if (!staysAdmin && adminIds.length === 1 && adminIds[0] === before.id) {
    throw new ChatError('CONFLICT', 'This is the last active Admin. Make another user an Admin first.');
  }
  const { name, userType, active } = input;
  const after = await tx.user.update({
    where: { id: before.id },
    data: {
      ...(name === undefined ? {} : { name }),
      ...(userType === undefined ? {} : { userType }),
      ...(active === undefined ? {} : { active }),
      ...(passwordHash === undefined ? {} : { passwordHash }),
    },
  });
  const code = after.active ? 'SESSION_REVOKED' : 'DEACTIVATED';
  const endsSessions = (before.active && !after.active) || passwordHash !== undefined;
  return {
    before,
    after,
    ended: endsSessions ? await endSessions(tx, { userId: before.id, code }) : undefined,
  };
}

/**
 * Locks all active Admins until the commit, so that two Admins cannot demote each other at the same time. The rows are
 * locked in a fixed order to prevent deadlocks.
 */
async function lockActiveAdmins(tx: Transaction): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE user_type = 'Admin' AND active ORDER BY id FOR UPDATE`;
  return rows.map((row) => row.id);
}

/** Locks the user's row until the commit, so that a concurrent change is neither missed nor overwritten. */
async function lockUser(tx: Transaction, userId: string): Promise<Row | null> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId} FOR UPDATE`;
  return tx.user.findUnique({ where: { id: userId } });
}
