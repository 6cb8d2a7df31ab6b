import type { JWTPayload } from 'jose';
import type { AccessClaims } from './access-claims.ts';

const USER_ID = /^user_[0-9a-z]{26}$/;
const SESSION_ID = /^sess_[0-9a-z]{26}$/;
// Before anything of a date library or a column type could overflow.
const LATEST_S = 253_402_300_799;

export const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 && value <= LATEST_S;

/** The claims of an access token whose signature is good; undefined where any is missing or not of its form. */
export function readClaims(payload: JWTPayload): AccessClaims | undefined {
  const { sub, sid, jti, iat, exp } = payload;
  if (typeof sub !== 'string' || !USER_ID.test(sub)) return undefined;
  if (typeof sid !== 'string' || !SESSION_ID.test(sid)) return undefined;
  if (typeof jti !== 'string' || jti.length > 64) return undefined;
  if (!isTime(iat) || !isTime(exp) || exp <= iat) return undefined;
  return { userId: sub, sessionId: sid, tokenId: jti, issuedAt: iat * 1000, expiresAt: exp * 1000 };
}
