import { ChatError } from '@kcs/contracts';
import type { Transaction } from '../../database/database.ts';
import { createFieldError } from '../../input/field-error.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { checkNewPassword } from '../rules/check-new-password.ts';
import { announceEndedSessions } from '../sessions/announce-ended-sessions.ts';
import { endSessions } from '../sessions/end-sessions.ts';

interface ChangePasswordInput {
  readonly userId: string;
  readonly sessionId: string;
  readonly address: string;
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * Changes the caller's password and ends all of the caller's other sessions (AUTH-6). A wrong current password counts
 * as a failed login. If the account or the session changes while the current password is being checked, the request
 * fails, so that it cannot undo a password reset.
 *
 * Throws `VALIDATION_FAILED` if the current password is wrong or the new one is not allowed, `RATE_LIMITED` after too
 * many failed logins, `UNAUTHENTICATED` if the account or the session has just changed, or `CONFLICT` if the identity
 * provider manages the password.
 */
export async function changePassword(
  deps: Pick<IdentityDeps, 'db' | 'nc' | 'sessions' | 'passwords' | 'loginLimits'>,
  input: ChangePasswordInput,
): Promise<{ endedSessions: number }> {
  const { db, passwords, loginLimits } = deps;
  const { userId, sessionId, currentPassword: password } = input;
  const user = await db.prisma.user.findUnique({ where: { id: userId } });
  const checkedHash = user?.passwordHash;
  if (!checkedHash) {
    throw new ChatError(
      'CONFLICT',
      'This account logs in through the identity provider. Change your password there.',
    );
  }
  const loginAttempt = { email: user.email ?? userId, address: input.address };
  const checkLoginAllowed = () => loginLimits.check(loginAttempt);
  await checkLoginAllowed();
  if (!(await passwords.matches({ hashed: checkedHash, password, checkAllowed: checkLoginAllowed }))) {
    await loginLimits.recordFailure(loginAttempt);
    const fieldProblems = [{ field: '/current_password', message: 'is not your current password' }];
    throw new ChatError('VALIDATION_FAILED', 'The current password is wrong. Enter it again.', {
      details: fieldProblems,
    });
  }
  await loginLimits.recordSuccess(loginAttempt);
  const { newPassword } = input;
  checkNewPassword({ field: '/new_password', password: newPassword, known: [user.name, user.email] });
  // Treat passwords that differ only in their Unicode form as equal.
  if (newPassword.normalize('NFKC') === password.normalize('NFKC')) {
    throw createFieldError('/new_password', 'must differ from your current password');
  }
  const passwordHash = await passwords.hash(newPassword);
  const endedSessions = await db.transaction(async (tx) => {
    await replacePasswordHash(tx, { userId, sessionId, checkedHash, passwordHash });
    return endSessions(tx, { userId, except: sessionId, code: 'SESSION_REVOKED' });
  });
  announceEndedSessions(deps, endedSessions);
  return { endedSessions: endedSessions.sessionIds.length };
}

interface PasswordHashReplacement {
  readonly userId: string;
  readonly sessionId: string;
  /** The stored hash that the current password matched. */
  readonly checkedHash: string;
  readonly passwordHash: string;
}

/** Replaces the password hash. To avoid deadlocks, locks the user before the session, as all changes to a user do. */
async function replacePasswordHash(
  tx: Transaction,
  { userId, sessionId, checkedHash, passwordHash }: PasswordHashReplacement,
): Promise<void> {
  const changedUserRowCount = await tx.$executeRaw`
    UPDATE users SET password_hash = ${passwordHash}, updated_at = now()
    WHERE id = ${userId} AND active AND password_hash = ${checkedHash}`;
  const liveSessionRows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM sessions
    WHERE id = ${sessionId} AND user_id = ${userId} AND ended_at IS NULL AND expires_at > now() FOR UPDATE`;
  if (changedUserRowCount === 0 || liveSessionRows.length === 0) {
    throw new ChatError('UNAUTHENTICATED', 'The account has just been changed. Log in again.');
  }
}
