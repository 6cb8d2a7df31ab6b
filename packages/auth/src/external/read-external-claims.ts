import type { JWTPayload } from 'jose';
import { isTime } from '../read-claims.ts';
import type { ExternalClaims } from './external-claims.ts';
import { readExternalProfile } from './read-external-profile.ts';
import { tokenSessionId } from './token-session-id.ts';

/** OpenID Connect's own bound; kept as it is, since it is a key. */
const SUBJECT = /^[^\p{Cc}\p{Surrogate}]{1,255}$/u;

/** The claims of a provider's token whose signature is good; undefined where one that must be there is not. */
export function readExternalClaims(payload: JWTPayload, token: string): ExternalClaims | undefined {
  const { iss: issuer, sub: subject, iat, exp } = payload;
  if (typeof issuer !== 'string' || typeof subject !== 'string') return undefined;
  // A security event (OpenID Connect back-channel logout among them) tells of somebody; it lets nobody in.
  if ('events' in payload) return undefined;
  if (!SUBJECT.test(subject) || subject.trim() === '') return undefined;
  if (!isTime(exp) || (iat !== undefined && (!isTime(iat) || exp <= iat))) return undefined;
  return {
    issuer,
    subject,
    sessionId: tokenSessionId(token),
    profile: readExternalProfile(payload, subject),
    issuedAt: Math.floor((iat ?? 0) * 1000),
    expiresAt: Math.floor(exp * 1000),
  };
}
