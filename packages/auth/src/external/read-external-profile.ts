import { cleanName, LIMITS, UserType } from '@kcs/contracts';
import type { ExternalProfile } from './external-claims.ts';

const EMAIL_PATTERN =
  /^[^@\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]+@[^@\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]+$/u;
const MAX_EMAIL_CHARS = 254;
const SUBJECT_CHARS_IN_NAME = 12;
const USER_TYPES = UserType.anyOf.map(({ const: type }) => type);

/** Reads the user's profile from the claims. A missing or malformed profile claim never invalidates the token. */
export function readProfile(claims: Readonly<Record<string, unknown>>, subject: string): ExternalProfile {
  // Ignore an email address that the provider has not verified. Otherwise a user could claim someone else's address.
  const email = isFalseClaim(claims.email_verified) ? null : readEmailClaim(claims.email);
  const name =
    readName(claims.name) ||
    readName(email?.split('@')[0]) ||
    readName(subject.slice(0, SUBJECT_CHARS_IN_NAME));
  const userType = USER_TYPES.find((type) => type === claims.user_type) ?? 'Student';
  return { name: name || 'Somebody', email, userType };
}

function isFalseClaim(claim: unknown): boolean {
  return claim === false || claim === 'false';
}

function readEmailClaim(claim: unknown): string | null {
  const email = typeof claim === 'string' ? claim.trim().toLowerCase().normalize('NFC') : '';
  return email.length <= MAX_EMAIL_CHARS && EMAIL_PATTERN.test(email) ? email : null;
}

/** Returns the name in a claim, cleaned and shortened; an empty string if the claim contains no usable name. */
function readName(claim: unknown): string {
  const maxCodePoints = LIMITS.USER_NAME_CODE_POINTS;
  return typeof claim === 'string' ? cleanName(claim.slice(0, 4 * maxCodePoints), maxCodePoints) : '';
}
