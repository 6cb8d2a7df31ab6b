import type { ExternalProfile } from '@kcs/auth';

type UserType = ExternalProfile['userType'];

/** The profile last accepted from the provider, as stored with the user. Times are milliseconds since the epoch. */
export interface StoredProfile extends ExternalProfile {
  /** When the token with this profile was issued. */
  readonly issuedAt: number;
  /** When we last changed it; 0 for the profile that the user was created with. */
  readonly takenAt: number;
}

export interface ProfileUpdate {
  /** The fields of the user to change. */
  readonly changed: { readonly name?: string; readonly email?: string | null; readonly userType?: UserType };
  readonly stored: StoredProfile;
}

/** Limits updates to one per minute, so that devices with different tokens can't cause a write per request. */
const UPDATE_INTERVAL_MS = 60_000;

/** Returns the profile with `Admin` replaced by `Student` unless the provider may grant it (AUTH-13). */
export const trustedProfile = (profile: ExternalProfile, trustAdmin: boolean): ExternalProfile =>
  profile.userType === 'Admin' && !trustAdmin ? { ...profile, userType: 'Student' } : profile;

/**
 * Returns the update that a token's profile makes to its user, or undefined if it changes nothing.
 *
 * Only fields that differ from the last accepted profile change, so that an edit by an Admin stays until the provider
 * changes that field. A token older than the last accepted one changes nothing.
 */
export function mergeExternalProfile(
  stored: StoredProfile,
  profile: ExternalProfile,
  { issuedAt, now }: { readonly issuedAt: number; readonly now: number },
): ProfileUpdate | undefined {
  // A token without an issue time counts as issued now.
  const effectiveIssuedAt = issuedAt === 0 ? now : issuedAt;
  if (effectiveIssuedAt < stored.issuedAt || now - stored.takenAt < UPDATE_INTERVAL_MS) return undefined;
  const changed = {
    ...(profile.name === stored.name ? {} : { name: profile.name }),
    ...(profile.email === stored.email ? {} : { email: profile.email }),
    ...(profile.userType === stored.userType ? {} : { userType: profile.userType }),
  };
  if (Object.keys(changed).length === 0) {
    // Record the newer token's time, so that an older token cannot change the profile later.
    return issuedAt > stored.issuedAt ? { changed, stored: { ...stored, issuedAt } } : undefined;
  }
  return { changed, stored: { ...profile, issuedAt: effectiveIssuedAt, takenAt: now } };
}
