import type { ExternalProfile } from '@kcs/auth';
import { cleanName, LIMITS } from '@kcs/contracts';

type ExternalUserType = ExternalProfile['userType'];

/**
 * The last profile that was accepted from the identity provider. It is stored with the user. Times are in milliseconds
 * since 1970.
 */
export interface StoredExternalProfile extends ExternalProfile {
  /** The time at which the identity provider issued the token that contained this profile. */
  readonly issuedAt: number;
  /**
   * The time at which KCS Chat last stored a change to this profile, or 0 if the profile has not changed since the user
   * was created.
   */
  readonly takenAt: number;
}

export interface ExternalProfileUpdate {
  /** The fields whose values differ from the stored profile, with their new values. */
  readonly changed: {
    readonly name?: string;
    readonly email?: string | null;
    readonly userType?: ExternalUserType;
  };
  readonly stored: StoredExternalProfile;
}

/**
 * Minimum time between two changes to a user's profile. Without this minimum, a user's devices could cause a write on
 * every request if their tokens contain different profiles.
 */
const MIN_PROFILE_UPDATE_INTERVAL_MS = 60_000;

/**
 * Returns the profile with a name and a user type that we allow. Cleans the name (TEXT-5), because gateways of an
 * earlier version send names that break our rules. Replaces the type `Admin` with `Student`, unless the identity
 * provider may appoint Admins (AUTH-13).
 */
export function restrictExternalProfile(profile: ExternalProfile, trustAdmin: boolean): ExternalProfile {
  const allowedName = cleanName(profile.name, LIMITS.USER_NAME_CODE_POINTS) || 'Somebody';
  const allowedUserType = profile.userType === 'Admin' && !trustAdmin ? 'Student' : profile.userType;
  return { ...profile, name: allowedName, userType: allowedUserType };
}

/**
 * Compares a token's profile with the stored one, and returns the update to the user. Returns undefined if there is
 * nothing to store.
 *
 * Only fields that differ from the last accepted profile are updated. An edit by an Admin is therefore kept until the
 * identity provider changes the same field. A token that is older than the last accepted one changes nothing. Nor does
 * a token that arrives less than a minute after the last change.
 */
export function mergeExternalProfile(
  stored: StoredExternalProfile,
  profile: ExternalProfile,
  { issuedAt, now }: { readonly issuedAt: number; readonly now: number },
): ExternalProfileUpdate | undefined {
  // Treat a token without an issue time as if it were issued now.
  const effectiveIssuedAt = issuedAt === 0 ? now : issuedAt;
  if (effectiveIssuedAt < stored.issuedAt || now - stored.takenAt < MIN_PROFILE_UPDATE_INTERVAL_MS)
    return undefined;
  const changedProfileFields = {
    ...(profile.name === stored.name ? {} : { name: profile.name }),
    ...(profile.email === stored.email ? {} : { email: profile.email }),
    ...(profile.userType === stored.userType ? {} : { userType: profile.userType }),
  };
  if (Object.keys(changedProfileFields).length === 0) {
    // Store the issue time of a newer token even if no field changed, so that an older token cannot change the profile
    // later.
    return issuedAt > stored.issuedAt
      ? { changed: changedProfileFields, stored: { ...stored, issuedAt } }
      : undefined;
  }
  return { changed: changedProfileFields, stored: { ...profile, issuedAt: effectiveIssuedAt, takenAt: now } };
}
