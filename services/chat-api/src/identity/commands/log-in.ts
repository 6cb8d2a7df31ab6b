import { ChatError, type LoginResult, type UserType } from '@kcs/contracts';
import type { IdentityDeps } from '../identity-deps.ts';
import { normalizeEmail } from '../rules/normalize-email.ts';
import { announceEndedSessions } from '../sessions/announce-ended-sessions.ts';
import { endOldestSessions } from '../sessions/end-oldest-sessions.ts';
import { openSession } from '../sessions/open-session.ts';

type LogInDeps = Pick<
  IdentityDeps,
  'db' | 'nc' | 'sessions' | 'issuer' | 'refreshTokens' | 'config' | 'passwords' | 'loginLimits'
>;

interface LogInInput {
  readonly email: string;
  readonly password: string;
  readonly address: string;
  readonly userAgent: string | undefined;
  /** The hash of the cookie that the response sets to recognize the browser (AUTH-20). */
  readonly browserHash: string;
}

const WRONG_CREDENTIALS_MESSAGE = 'The email or password is wrong. Check both and try again.';
const ACCOUNT_DEACTIVATED_MESSAGE = 'This account is deactivated. Ask an administrator to reactivate it.';

/**
 * Opens a session if the password is correct (AUTH-1). If the user then has too many sessions, ends the least recently
 * used ones (AUTH-7). The response to a wrong password and to an unknown email is the same and takes the same time, so
 * that attackers cannot find out which accounts exist.
 *
 * Throws `UNAUTHENTICATED` if the email or password is wrong or the user is deactivated, `RATE_LIMITED` after too many
 * logins or failures, or `UNAVAILABLE` if too many people log in at the same time.
 */
export async function logIn(deps: LogInDeps, input: LogInInput): Promise<LoginResult> {
  const { db, passwords, loginLimits } = deps;
  const email = normalizeEmail(input.email);
  const loginAttempt = { email, address: input.address };
  const checkLoginAllowed = () => loginLimits.check(loginAttempt);
  await checkLoginAllowed();
  const user = await db.prisma.user.findUnique({ where: { email } });
  const doesPasswordMatch = await passwords.matches({
    hashed: user?.passwordHash,
    password: input.password,
    checkAllowed: checkLoginAllowed,
  });
  if (!user?.passwordHash || !doesPasswordMatch) {
    await loginLimits.recordFailure(loginAttempt);
    throw new ChatError('UNAUTHENTICATED', WRONG_CREDENTIALS_MESSAGE);
  }
  await loginLimits.recordSuccess(loginAttempt);
  if (!user.active) throw new ChatError('UNAUTHENTICATED', ACCOUNT_DEACTIVATED_MESSAGE);
  const { id, name, passwordHash } = user;
  const { userAgent, browserHash } = input;
  const sessionTokens = await openSession(deps, { userId: id, passwordHash, userAgent, browserHash });
  const maxSessionsPerUser = deps.config.SESSIONS_PER_USER;
  announceEndedSessions(deps, await endOldestSessions(db.prisma, { userId: id, keep: maxSessionsPerUser }));
  return { ...sessionTokens, user: { id, name, email: user.email, user_type: user.userType as UserType } };
}
