import { ChatError } from '@kcs/contracts';
import type { IdentityDeps } from '../identity-deps.ts';
import { announceEndedSessions, endSessions } from '../sessions/end-sessions.ts';

interface ChangePasswordInput {
  readonly userId: string;
  readonly sessionId: string;
  readonly address: string;
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * Changes the caller's own password and ends all the caller's other sessions (AUTH-6). A wrong current password counts
 * as a failed login.
 *
 * Throws `VALIDATION_FAILED`, `RATE_LIMITED`, or `CONFLICT` if the password belongs to the identity provider.
 */
export async function changePassword(
  deps: Pick<IdentityDeps, 'db' | 'nc' | 'sessions' | 'passwords' | 'loginLimits'>,
  input: ChangePasswordInput,
): Promise<{ endedSessions: number }> {
  const { db, passwords, loginLimits } = deps;
  const { userId, sessionId, currentPassword: password } = input;
  const user = await db.prisma.user.findUnique({ where: { id: userId } });
  if (!user?.passwordHash) {
    throw new ChatError(
      'CONFLICT',
      'This account has no password here; change it at your identity provider.',
    );
  }
  const attempt = { email: user.email ?? userId, address: input.address };
  const checkAllowed = () => loginLimits.check(attempt);
  await checkAllowed();
  if (!(await passwords.matches({ hashed: user.passwordHash, password, checkAllowed }))) {
    await loginLimits.recordFailure(attempt);
    const details = [{ field: '/current_password', message: 'is not your current password' }];
    throw new ChatError('VALIDATION_FAILED', 'The current password is wrong; enter it again.', { details });
  }
  const passwordHash = await passwords.hash(input.newPassword);
  const ended = await db.transaction(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { passwordHash } });
    return endSessions(tx, { userId, except: sessionId, code: 'SESSION_REVOKED' });
  });
  announceEndedSessions(deps, ended);
  return { endedSessions: ended.sessionIds.length };
}
