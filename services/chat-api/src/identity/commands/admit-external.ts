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
  mergeExternalProfile,
  type ProfileUpdate,
  restrictProfile,
} from '../rules/merge-external-profile.ts';

type AdmitExternalDeps = Pick<IdentityDeps, 'db' | 'nc' | 'sessions' | 'config' | 'logger' | 'clock'>;

const WRONG_ISSUER_MESSAGE = 'Tokens from this identity provider are not accepted. Log in with a password.';
const DEACTIVATED_MESSAGE = 'This account is deactivated. Ask an administrator to reactivate it.';

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
export async function admitExternal(deps: AdmitExternalDeps, claims: ExternalClaims): Promise<string> {
  const { db, config } = deps;
  if (claims.issuer !== config.AUTH_EXTERNAL_ISSUER)
    throw new ChatError('UNAUTHENTICATED', WRONG_ISSUER_MESSAGE);
  const restrictedProfile = restrictProfile(claims.profile, config.AUTH_EXTERNAL_TRUST_ADMIN);
  const { issuedAt, sessionId, expiresAt } = claims;
  let user = await findExternalUser(db, claims);
  if (!user) {
    await insertExternalUser(db, claims, { ...restrictedProfile, issuedAt });
    user = await findExternalUser(db, claims);
  }
  if (!user) throw new ChatError('UNAVAILABLE');
  if (!user.active) throw new ChatError('UNAUTHENTICATED', DEACTIVATED_MESSAGE);
  const profileUpdate = mergeExternalProfile(user.profile, restrictedProfile, {
    issuedAt,
    now: deps.clock.now(),
  });
  if (profileUpdate) await applyProfileUpdate(deps, user, profileUpdate);
  // Keep the session alive after its token expires, for as long as the accepted clock skew, because the identity
  // provider's clock may be behind ours.
  const sessionEndsAt = new Date(expiresAt + MAX_CLOCK_SKEW_MS);
  await openExternalSession(db, { userId: user.id, sessionId, expiresAt: sessionEndsAt });
  return user.id;
}

async function applyProfileUpdate(
  deps: AdmitExternalDeps,
  user: ExternalUser,
  update: ProfileUpdate,
): Promise<void> {
  const updatedUser = await deps.db.transaction(async (tx) => {
    if (!isAdminDemotion(user, update)) return updateExternalUser(tx, user, update);
    const adminIds = await lockActiveAdmins(tx);
    const isLastAdmin = adminIds.length === 1 && adminIds[0] === user.id;
    if (!isLastAdmin) return updateExternalUser(tx, user, update);
    deps.logger.warn(
      { userId: user.id },
      'The identity provider tried to demote the last active Admin. The user stays Admin until there is another Admin.',
    );
    return updateExternalUser(tx, user, removeDemotion(user, update));
  });
  if (!updatedUser || (updatedUser.name === user.name && updatedUser.userType === user.userType)) return;
  await announceUserChange(deps, { id: user.id, active: true, ...updatedUser });
}

const isAdminDemotion = (user: ExternalUser, { changed }: ProfileUpdate): boolean =>
  user.userType === 'Admin' && changed.userType !== undefined && changed.userType !== 'Admin';

/**
 * Returns the profile update without the demotion. The stored profile keeps the old user type, so the next token
 * attempts the demotion again.
 */
function removeDemotion(user: ExternalUser, { changed, stored }: ProfileUpdate): ProfileUpdate {
  const { userType: _demotion, ...others } = changed;
  return { changed: others, stored: { ...stored, userType: user.profile.userType } };
}
