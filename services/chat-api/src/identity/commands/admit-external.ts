import type { ExternalClaims } from '@kcs/auth';
import { ChatError } from '@kcs/contracts';
import { MAX_CLOCK_SKEW_MS } from '@kcs/service-kit';
import { announceUserChange } from '../announce-user-change.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import {
  type ExternalUser,
  findExternalUser,
  insertExternalUser,
  openExternalSession,
  updateExternalUser,
} from '../rows/external-users.ts';
import { lockActiveAdmins } from '../rows/lock-active-admins.ts';
import {
  type ExternalProfileUpdate,
  mergeExternalProfile,
  restrictExternalProfile,
} from '../rules/merge-external-profile.ts';

type AdmitExternalTokenDeps = Pick<IdentityDeps, 'db' | 'nc' | 'sessions' | 'config' | 'logger' | 'clock'>;

const WRONG_ISSUER_MESSAGE = 'Tokens from this identity provider are not accepted. Log in with a password.';
const ACCOUNT_DEACTIVATED_MESSAGE = 'This account is deactivated. Ask an administrator to reactivate it.';

/**
 * Admits a verified token from the identity provider, and returns the id of the user to whom it belongs (AUTH-12,
 * AUTH-13).
 *
 * The first token creates the user. The user is created only once, even if several requests arrive at the same time.
 * Later tokens update the user's profile, but never demote the last active Admin. Each token has its own session, which
 * can be ended like any other session. An ended session is never reopened.
 *
 * Throws `UNAUTHENTICATED` if the token is from a different issuer than the configured one, or if the user is
 * deactivated.
 */
export async function admitExternalToken(
  deps: AdmitExternalTokenDeps,
  claims: ExternalClaims,
): Promise<string> {
  const { db, config } = deps;
  if (claims.issuer !== config.AUTH_EXTERNAL_ISSUER)
    throw new ChatError('UNAUTHENTICATED', WRONG_ISSUER_MESSAGE);
  const restrictedProfile = restrictExternalProfile(claims.profile, config.AUTH_EXTERNAL_TRUST_ADMIN);
  const { issuedAt, sessionId, expiresAt } = claims;
  let user = await findExternalUser(db, claims);
  if (!user) {
    await insertExternalUser(db, claims, { ...restrictedProfile, issuedAt });
    user = await findExternalUser(db, claims);
  }
  if (!user) throw new ChatError('UNAVAILABLE');
  if (!user.active) throw new ChatError('UNAUTHENTICATED', ACCOUNT_DEACTIVATED_MESSAGE);
  const profileUpdate = mergeExternalProfile(user.profile, restrictedProfile, {
    issuedAt,
    now: deps.clock.now(),
  });
  if (profileUpdate) await applyProfileUpdate(deps, user, profileUpdate);
  // Let the session outlive its token by the accepted clock skew, because the identity provider's clock may be behind
  // ours.
  const sessionEndsAt = new Date(expiresAt + MAX_CLOCK_SKEW_MS);
  await openExternalSession(db, { userId: user.id, sessionId, expiresAt: sessionEndsAt });
  return user.id;
}

async function applyProfileUpdate(
  deps: AdmitExternalTokenDeps,
  user: ExternalUser,
  update: ExternalProfileUpdate,
): Promise<void> {
  const updatedUser = await deps.db.transaction(async (tx) => {
    if (!isAdminDemotion(user, update)) return updateExternalUser(tx, user, update);
    const activeAdminIds = await lockActiveAdmins(tx);
    const isLastAdmin = activeAdminIds.length === 1 && activeAdminIds[0] === user.id;
    if (!isLastAdmin) return updateExternalUser(tx, user, update);
    deps.logger.warn(
      { userId: user.id },
      'The identity provider tried to demote the last active Admin. The user stays Admin until there is another Admin.',
    );
    return updateExternalUser(tx, user, removeAdminDemotion(user, update));
  });
  if (!updatedUser || (updatedUser.name === user.name && updatedUser.userType === user.userType)) return;
  await announceUserChange(deps, { id: user.id, active: true, ...updatedUser });
}

const isAdminDemotion = (user: ExternalUser, { changed }: ExternalProfileUpdate): boolean =>
  user.userType === 'Admin' && changed.userType !== undefined && changed.userType !== 'Admin';

/**
 * Returns the profile update without the demotion. The stored profile keeps the old user type, so the next token
 * attempts the demotion again.
 */
function removeAdminDemotion(
  user: ExternalUser,
  { changed, stored }: ExternalProfileUpdate,
): ExternalProfileUpdate {
  const { userType: _demotion, ...others } = changed;
  return { changed: others, stored: { ...stored, userType: user.profile.userType } };
}
