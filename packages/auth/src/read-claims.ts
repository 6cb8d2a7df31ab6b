import type { JWTPayload } from 'jose';
import type { AccessClaims } from './access-claims.ts';

const USER_ID_PATTERN = /^user_[0-9a-z]{26}$/;
const SESSION_ID_PATTERN = /^sess_[0-9a-z]{26}$/;
/**
 * The end of the year 9999 as a Unix time in seconds. Later times are rejected, because some date types cannot
 * represent them.
 */
const MAX_TIME_CLAIM_S = 253_402_300_799;

/** Returns whether the value is a valid time claim: a Unix time in seconds, up to the end of the year 9999. */
export function isValidTimeClaim(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 && value <= MAX_TIME_CLAIM_S;
}

/** Returns the claims of an access token whose signature is valid; undefined if a claim is missing or malformed. */
export function readAccessClaims(payload: JWTPayload): AccessClaims | undefined {
  const { sub, sid, jti, iat, exp } = payload;
  if (typeof sub !== 'string' || !USER_ID_PATTERN.test(sub)) return undefined;
  if (typeof sid !== 'string' || !SESSION_ID_PATTERN.test(sid)) return undefined;
  if (typeof jti !== 'string' || jti.length > 64) return undefined;
  if (!isValidTimeClaim(iat) || !isValidTimeClaim(exp) || exp <= iat) return undefined;
  return { userId: sub, sessionId: sid, tokenId: jti, issuedAt: iat * 1000, expiresAt: exp * 1000 };
}
