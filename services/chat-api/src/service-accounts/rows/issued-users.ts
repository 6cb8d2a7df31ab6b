import { LIMITS, normalizeText, type UserType } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { Transaction } from '../../database/database.ts';
import { buildServiceIssuer } from '../../identity/rules/service-issuer.ts';
import type { ServiceAccount } from './service-accounts.ts';

interface ApplicationUser {
  /** The user's id in the application of the service account. */
  readonly subject: string;
  readonly name?: string | undefined;
  readonly userType?: UserType | undefined;
}

export interface IssuedUser {
  readonly id: string;
  readonly name: string;
  readonly userType: UserType;
  readonly active: boolean;
}

/**
 * Returns a user of a service account's application, and creates the user on first use (AUTH-23). Locks the user's row
 * until the commit. The issuer `service:<name>` belongs to the account alone, so an account can never get a user that
 * was created in another way.
 */
export async function findOrCreateIssuedUser(
  tx: Transaction,
  account: Pick<ServiceAccount, 'id' | 'name'>,
  { subject, name = toUserName(subject), userType = 'Student' }: ApplicationUser,
): Promise<IssuedUser> {
  const issuer = buildServiceIssuer(account.name);
  await tx.$executeRaw`
    INSERT INTO users (id, name, user_type, issuer, subject, created_by_account)
    VALUES (${newId('user')}, ${name}, ${userType}, ${issuer}, ${subject}, ${account.id})
    ON CONFLICT (issuer, subject) DO NOTHING`;
  const [user] = await tx.$queryRaw<[IssuedUser]>`
    SELECT id, name, user_type AS "userType", active FROM users
    WHERE issuer = ${issuer} AND subject = ${subject} FOR NO KEY UPDATE`;
  return user;
}

/**
 * Returns the name of a user whose name was not given: the subject, or "User" if the subject is not allowed as a name.
 */
function toUserName(subject: string): string {
  const normalizationOptions = { maxCodePoints: LIMITS.USER_NAME_CODE_POINTS, multiline: false };
  const normalizationResult = normalizeText(subject, normalizationOptions);
  return normalizationResult.ok ? normalizationResult.text : 'User';
}

/** Opens a session that ends with its token after `ttlS` seconds, and returns the session's id. */
export async function openIssuedSession(tx: Transaction, userId: string, ttlS: number): Promise<string> {
  const sessionId = newId('sess');
  await tx.$executeRaw`
    INSERT INTO sessions (id, user_id, expires_at, external)
    VALUES (${sessionId}, ${userId}, now() + make_interval(secs => ${ttlS}::integer), TRUE)`;
  return sessionId;
}
