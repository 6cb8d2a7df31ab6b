import { LIMITS, UserType } from '@kcs/contracts';
import type { ExternalProfile } from './external-claims.ts';

const EMAIL = /^[^@\s\p{Cc}\p{Surrogate}]+@[^@\s\p{Cc}\p{Surrogate}]+$/u;
const EMAIL_CHARS = 254;
const SUBJECT_SHOWN = 12;
const TYPES = UserType.anyOf.map(({ const: type }) => type);

/** Who the provider says it is. Nothing in here is a reason to refuse a token. */
export function readExternalProfile(
  claims: Readonly<Record<string, unknown>>,
  subject: string,
): ExternalProfile {
  // An address that the provider itself doubts would let its user be found as somebody else.
  const email = isFalse(claims.email_verified) ? null : readEmail(claims.email);
  const name = clean(claims.name) || clean(email?.split('@')[0]) || clean(subject.slice(0, SUBJECT_SHOWN));
  const userType = TYPES.find((type) => type === claims.user_type) ?? 'Student';
  return { name: name || 'Somebody', email, userType };
}

const isFalse = (claim: unknown): boolean => claim === false || claim === 'false';

function readEmail(claim: unknown): string | null {
  const email = typeof claim === 'string' ? claim.trim().toLowerCase() : '';
  return email.length <= EMAIL_CHARS && EMAIL.test(email) ? email : null;
}

// As the API takes names of people: one line, well-formed, of bounded length.
function clean(claim: unknown): string {
  if (typeof claim !== 'string') return '';
  const line = claim.slice(0, 4 * LIMITS.USER_NAME_CODE_POINTS).replace(/[\p{Cc}\p{Surrogate}\s]+/gu, ' ');
  return [...line.trim()].slice(0, LIMITS.USER_NAME_CODE_POINTS).join('').trim();
}
