import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { EXTERNAL_ALGORITHMS, type ExternalAlgorithm } from '../jwk-algorithm.ts';
import { isExternalKeyId } from '../key-id.ts';
import { isValidTimeClaim } from '../read-claims.ts';
import { COMPACT_JWS_PATTERN, parseTokenPart } from '../read-header.ts';
import type { ExternalClaims } from './external-claims.ts';
import { readProfile } from './read-external-profile.ts';

/**
 * The maximum length of a provider token. It leaves room for groups and other claims. A longer token would fit into
 * neither an HTTP header nor a `refresh-auth` event.
 */
export const MAX_EXTERNAL_TOKEN_CHARS = 8_192;
/**
 * The accepted values of the `typ` header, in lowercase. ID tokens and access tokens have these values. Refresh tokens,
 * logout tokens, and proof-of-possession tokens have others.
 */
const ACCEPTED_TOKEN_TYPES = new Set(['jwt', 'at+jwt', 'application/at+jwt']);
/**
 * Header fields that point to a key or change how the token must be processed. Tokens with any of these fields are
 * rejected.
 */
const REFUSED_HEADER_FIELDS = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64', 'zip', 'enc'];

/**
 * Returns the header of a token if the token has the form of a provider token; otherwise undefined. Does not verify the
 * signature.
 */
export function readExternalTokenHeader(token: string): { alg: ExternalAlgorithm; kid: string } | undefined {
  if (token.length > MAX_EXTERNAL_TOKEN_CHARS || !COMPACT_JWS_PATTERN.test(token)) return undefined;
  const header = parseTokenPart(token.slice(0, token.indexOf('.')));
  if (!header || REFUSED_HEADER_FIELDS.some((field) => field in header)) return undefined;
  const { typ, kid } = header;
  if (typ !== undefined && !(typeof typ === 'string' && ACCEPTED_TOKEN_TYPES.has(typ.toLowerCase())))
    return undefined;
  const tokenAlgorithm = EXTERNAL_ALGORITHMS.find((algorithm) => algorithm === header.alg);
  return tokenAlgorithm && isExternalKeyId(kid) ? { alg: tokenAlgorithm, kid } : undefined;
}

/**
 * Matches a valid subject, which has at most 255 characters in OpenID Connect. The subject identifies the user, so an
 * invalid subject is rejected, never corrected.
 */
const SUBJECT_PATTERN = /^[^\p{Cc}\p{Surrogate}]{1,255}$/u;

/**
 * Returns the claims of a provider token whose signature is valid; undefined if a required claim is missing or
 * malformed.
 */
export function readExternalClaims(payload: JWTPayload, token: string): ExternalClaims | undefined {
  const { iss: issuer, sub: subject, iat, exp } = payload;
  if (typeof issuer !== 'string' || typeof subject !== 'string') return undefined;
  // Reject a token with an `events` claim, such as an OpenID Connect logout token. Such a token reports an event about
  // the user but does not authenticate the user.
  if ('events' in payload) return undefined;
  if (!SUBJECT_PATTERN.test(subject) || subject.trim() === '') return undefined;
  if (!isValidTimeClaim(exp) || (iat !== undefined && (!isValidTimeClaim(iat) || exp <= iat)))
    return undefined;
  return {
    issuer,
    subject,
    sessionId: deriveSessionId(token),
    profile: readProfile(payload, subject),
    issuedAt: Math.floor((iat ?? 0) * 1000),
    expiresAt: Math.floor(exp * 1000),
  };
}

const SESSION_ID_SUFFIX_CHARS = 26;

/**
 * Derives a session id for an external token, because the provider does not know our sessions. Hashes only the signed
 * part of the token. With some algorithms, anyone can derive a second valid signature from the first one, and a token
 * with the second signature must not open a second session.
 */
function deriveSessionId(token: string): string {
  const signedPart = token.slice(0, token.lastIndexOf('.'));
  const signedPartHexHash = createHash('sha256').update(`kcs-external-session:${signedPart}`).digest('hex');
  return `sess_${BigInt(`0x${signedPartHexHash}`).toString(36).padStart(SESSION_ID_SUFFIX_CHARS, '0').slice(-SESSION_ID_SUFFIX_CHARS)}`;
}
