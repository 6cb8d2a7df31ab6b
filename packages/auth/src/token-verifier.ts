import { errors, jwtVerify } from 'jose';
import { ACCESS_TOKEN_TYPE, type AccessClaims } from './access-claims.ts';
import { ALGORITHMS } from './jwk-algorithm.ts';
import type { KeySource, VerifyingKey } from './key-source.ts';
import { readClaims } from './read-claims.ts';
import { readHeader } from './read-header.ts';
import { unauthenticated } from './unauthenticated.ts';
import { createVerifiedCache } from './verified-cache.ts';

export interface TokenVerifierOptions {
  readonly keys: KeySource;
  readonly issuer: string;
  readonly audience: string;
  /** How far the clocks of two machines may be apart. */
  readonly clockToleranceS?: number;
  readonly cacheSize?: number;
  readonly now?: () => number;
}

export interface TokenVerifier {
  /**
   * Verifies an access token: form, key, signature, issuer, audience and times. That its session is alive is not
   * decided here. Throws `UNAUTHENTICATED`, or `UNAVAILABLE` while no keys can be had.
   */
  verify(token: unknown): Promise<AccessClaims>;
}

const NOT_OURS = 'This is not an access token of this system; log in and send the token from that answer.';
const EXPIRED = 'The token has expired; refresh it or log in again.';
const TOO_EARLY = 'The token is not valid yet; check the clock, then log in again.';

export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { keys, issuer, audience, clockToleranceS = 5, now = Date.now } = options;
  const cache = createVerifiedCache(options.cacheSize ?? 20_000);
  const toleranceMs = clockToleranceS * 1000;
  const expired = (claims: AccessClaims) => now() >= claims.expiresAt + toleranceMs;

  const remembered = (token: string): AccessClaims | undefined => {
    const entry = cache.get(token);
    if (!entry) return undefined;
    // A key that was withdrawn takes the tokens it signed with it.
    if (keys.holds(entry.kid) && !expired(entry.claims)) return entry.claims;
    cache.delete(token);
    return undefined;
  };

  const check = async (token: string, key: VerifyingKey) => {
    try {
      return await jwtVerify(token, key.key, {
        algorithms: [...ALGORITHMS],
        issuer,
        audience,
        typ: ACCESS_TOKEN_TYPE,
        requiredClaims: ['iss', 'aud', 'sub', 'sid', 'iat', 'exp', 'jti'],
        clockTolerance: clockToleranceS,
        currentDate: new Date(now()),
      });
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw unauthenticated(EXPIRED, cause);
      const early = cause instanceof errors.JWTClaimValidationFailed && cause.claim === 'nbf';
      throw unauthenticated(early ? TOO_EARLY : NOT_OURS, cause);
    }
  };

  return {
    async verify(token) {
      if (typeof token !== 'string' || token.length === 0) {
        throw unauthenticated('A token is missing; log in and send it as "Authorization: Bearer <token>".');
      }
      const header = readHeader(token);
      if (!header) throw unauthenticated(NOT_OURS);
      const known = remembered(token);
      if (known) return known;
      const key = await keys.find(header.kid);
      if (!key || key.algorithm !== header.alg) throw unauthenticated(NOT_OURS);
      const { payload } = await check(token, key);
      const claims = readClaims(payload);
      // jose takes an `aud` list that contains ours; we issue a string, so anything else is not ours.
      if (!claims || payload.aud !== audience) throw unauthenticated(NOT_OURS);
      if (claims.issuedAt > now() + toleranceMs) throw unauthenticated(TOO_EARLY);
      cache.set(token, { claims, kid: key.kid });
      return claims;
    },
  };
}
