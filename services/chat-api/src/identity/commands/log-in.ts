import { ChatError, type LoggedIn, type UserType } from '@kcs/contracts';
import type { EdgeDeps } from '../identity-deps.ts';
import { normalizeEmail } from '../rules/normalize-email.ts';
import { openSession } from '../sessions/open-session.ts';

type Deps = Pick<EdgeDeps, 'db' | 'issuer' | 'refreshTokens' | 'config' | 'passwords' | 'loginLimits'>;

export interface LogInInput {
  readonly email: string;
  readonly password: string;
  readonly address: string;
  readonly userAgent: string | undefined;
}

const WRONG = 'The e-mail or the password is wrong; check both and try again.';
const DEACTIVATED = 'This account is deactivated; ask an administrator to activate it.';

/**
 * Opens a session for the right password. A wrong one and an unknown e-mail answer the same, after the same time.
 * @throws ChatError UNAUTHENTICATED, RATE_LIMITED after too many failures, UNAVAILABLE when too many log in at once
 */
export async function logIn(deps: Deps, input: LogInInput): Promise<LoggedIn> {
  const { db, passwords, loginLimits } = deps;
  const email = normalizeEmail(input.email);
  const attempt = { email, address: input.address };
  const stillAllowed = () => loginLimits.check(attempt);
  await stillAllowed();
  const user = await db.prisma.user.findUnique({ where: { email } });
  const right = await passwords.matches({
    hashed: user?.passwordHash,
    password: input.password,
    stillAllowed,
  });
  if (!user?.passwordHash || !right) {
    await loginLimits.failed(attempt);
    throw new ChatError('UNAUTHENTICATED', WRONG);
  }
  await loginLimits.succeeded(attempt);
  if (!user.active) throw new ChatError('UNAUTHENTICATED', DEACTIVATED);
  const { passwordHash } = user;
  const tokens = await openSession(deps, { userId: user.id, passwordHash, userAgent: input.userAgent });
  const { id, name } = user;
  return { ...tokens, user: { id, name, email: user.email, user_type: user.userType as UserType } };
}
