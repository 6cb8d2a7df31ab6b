import { ChatError, type IssuedUserToken, type UserType } from '@kcs/contracts';
import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
import type { Transaction } from '../../database/database.ts';
import { announceUserChange } from '../../identity/announce-user-change.ts';
import { checkAccountMayAssignUserType } from '../../identity/rules/check-user-update.ts';
import { checkUserName } from '../../input/check-text.ts';
import { createFieldError } from '../../input/field-error.ts';
import { findOrCreateIssuedUser, type IssuedUser, openIssuedSession } from '../rows/issued-users.ts';
import { lockServiceAccount } from '../rows/lock-account.ts';
import type { ServiceAccount } from '../rows/service-accounts.ts';
import type { ServiceAccountDeps } from '../service-account-deps.ts';

interface IssueUserTokenInput {
  readonly account: ServiceAccount;
  readonly subject: string;
  readonly name?: string | undefined;
  readonly userType?: UserType | undefined;
}

/** The maximum lifetime of a token that a service account issues: one hour. */
const MAX_USER_TOKEN_TTL_S = 3_600;

/**
 * Issues an access token for one of the users of a service account's application (AUTH-23). The first token creates the
 * user. Later calls change the user's name and type if the caller passes them.
 *
 * Throws `FORBIDDEN` if the type is Admin, if the user is deactivated, or if the account may no longer issue tokens.
 * Throws `VALIDATION_FAILED` if the name is not allowed or the subject is not valid Unicode.
 */
export async function issueUserToken(
  deps: ServiceAccountDeps,
  { account, subject, name: writtenName, userType }: IssueUserTokenInput,
): Promise<IssuedUserToken> {
  checkAccountMayAssignUserType(userType);
  // PostgreSQL stores every lone surrogate as the same character, so two such subjects would become one user.
  if (/\p{Surrogate}/u.test(subject)) throw createFieldError('/subject', 'must not contain a lone surrogate');
  const checkedName = writtenName === undefined ? undefined : checkUserName(writtenName);
  const tokenTtlS = Math.min(MAX_USER_TOKEN_TTL_S, deps.config.ACCESS_TOKEN_TTL_S);
  const { user, changed, sessionId } = await deps.db.transaction(async (tx) => {
    // A concurrent deactivation of the account waits for this lock, and then also ends the session that is opened here.
    const { active, scopes } = await lockServiceAccount(tx, account.id);
    if (!active || !scopes.includes('tokens:create')) {
      throw new ChatError('FORBIDDEN', 'The service account may no longer issue tokens. Ask an Admin.');
    }
    const oldUser = await findOrCreateIssuedUser(tx, account, { subject, name: checkedName, userType });
    checkUserMayBeSignedIn(oldUser);
    const updatedUser = await updateIssuedUserProfile(tx, oldUser, { name: checkedName, userType });
    const openedSessionId = await openIssuedSession(tx, updatedUser.id, tokenTtlS);
    await appendAuditEntry(tx, {
      ...{ action: 'service-account.user-token-issued', actorId: account.id, targetId: updatedUser.id },
      details: { session_id: openedSessionId },
    });
    return { user: updatedUser, changed: updatedUser !== oldUser, sessionId: openedSessionId };
  });
  if (changed) await announceUserChange(deps, user);
  const { token, expiresIn } = await deps.issuer.issue({ userId: user.id, sessionId, ttlS: tokenTtlS });
  deps.logger.info(
    { accountId: account.id, name: account.name, userId: user.id, sessionId },
    'A service account issued a token for a user',
  );
  return { token, expires_in: expiresIn, user_id: user.id };
}

function checkUserMayBeSignedIn({ active, userType }: IssuedUser): void {
  if (!active) {
    throw new ChatError('FORBIDDEN', 'This user is deactivated. Ask an Admin to activate the user again.');
  }
  checkAccountMayAssignUserType(userType);
}

async function updateIssuedUserProfile(
  tx: Transaction,
  user: IssuedUser,
  {
    name = user.name,
    userType = user.userType,
  }: { name?: string | undefined; userType?: UserType | undefined },
): Promise<IssuedUser> {
  if (name === user.name && userType === user.userType) return user;
  await tx.user.update({ where: { id: user.id }, data: { name, userType } });
  return { ...user, name, userType };
}
