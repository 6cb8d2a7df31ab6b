import type { ExternalProfile } from '@kcs/auth';

/** What was taken over last, as it is stored with the user. Times in milliseconds since the epoch. */
export interface TakenProfile extends ExternalProfile {
  /** Of the token that said so. */
  readonly issuedAt: number;
  /** 0 for what the user began with. */
  readonly takenAt: number;
}

export interface ProfileNews {
  readonly changed: { readonly name?: string; readonly email?: string | null; readonly userType?: UserType };
  readonly taken: TakenProfile;
}
type UserType = ExternalProfile['userType'];

/** Two devices whose tokens differ may not become a write a request. */
const CHANGE_INTERVAL_MS = 60_000;

/** The provider's word for it, but an Admin only where the provider may make one. */
export const believed = (said: ExternalProfile, trustAdmin: boolean): ExternalProfile =>
  said.userType === 'Admin' && !trustAdmin ? { ...said, userType: 'Student' } : said;

/**
 * What of the provider's word is new: only what differs from what it said last, so that a change made here by an Admin
 * stays until the provider has news of that field; never from a token older than the last one taken; at most once a
 * minute.
 */
export function takeOverProfile(
  taken: TakenProfile,
  said: ExternalProfile,
  { issuedAt, now }: { issuedAt: number; now: number },
): ProfileNews | undefined {
  const at = issuedAt === 0 ? now : issuedAt;
  if (at < taken.issuedAt || now - taken.takenAt < CHANGE_INTERVAL_MS) return undefined;
  const changed = {
    ...(said.name === taken.name ? {} : { name: said.name }),
    ...(said.email === taken.email ? {} : { email: said.email }),
    ...(said.userType === taken.userType ? {} : { userType: said.userType }),
  };
  if (Object.keys(changed).length === 0) {
    // That a newer token says the same is kept, so that an older one cannot come after it.
    return issuedAt > taken.issuedAt ? { changed, taken: { ...taken, issuedAt } } : undefined;
  }
  return { changed, taken: { ...said, issuedAt: at, takenAt: now } };
}
