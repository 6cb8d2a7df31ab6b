import { ChatError } from '@kcs/contracts';
import type { EdgeDeps } from '../identity-deps.ts';
import { announceEnded, endSessions } from '../sessions/end-sessions.ts';

type Deps = Pick<EdgeDeps, 'db' | 'nc' | 'sessions' | 'passwords' | 'loginLimits'>;

export interface ChangePasswordInput {
  readonly userId: string;
  readonly sessionId: string;
  readonly address: string;
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * Sets one's own password and ends all one's other sessions. The present one must be known, and failures count as
 * failed logins do.
 * @throws ChatError VALIDATION_FAILED, CONFLICT where an identity provider holds the password, RATE_LIMITED
 */
export async function changePassword(
  deps: Deps,
  input: ChangePasswordInput,
): Promise<{ endedSessions: number }> {
  const { db, passwords, loginLimits } = deps;
  const { userId, sessionId, currentPassword: password } = input;
  const user = await db.prisma.user.findUnique({ where: { id: userId } });
  if (!user?.passwordHash) {
    throw new ChatError('CONFLICT', 'This account has no password here; change it where you log in.');
  }
  const attempt = { email: user.email ?? userId, address: input.address };
  const stillAllowed = () => loginLimits.check(attempt);
  await stillAllowed();
  if (!(await passwords.matches({ hashed: user.passwordHash, password, stillAllowed }))) {
    await loginLimits.failed(attempt);
    const details = [{ field: '/current_password', message: 'is not your present password' }];
    throw new ChatError('VALIDATION_FAILED', 'The present password is wrong; type it again.', { details });
  }
  const passwordHash = await passwords.hash(input.newPassword);
  const ended = await db.transaction(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { passwordHash } });
    return endSessions(tx, { userId, except: sessionId, code: 'SESSION_REVOKED' });
  });
  announceEnded(deps, ended);
  return { endedSessions: ended.sessionIds.length };
}
