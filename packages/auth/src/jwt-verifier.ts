import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { KeySource, VerifyingKey } from './key-source.ts';
import { unauthenticated } from './unauthenticated.ts';
import { createVerifiedCache } from './verified-cache.ts';

/** Of one machine and another, when nothing else is said. */
const CLOCKS_APART_S = 5;
const TOKENS_REMEMBERED = 20_000;

export interface JwtVerifierOptions<C> {
  readonly keys: KeySource;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** The header of a token that could be one of these, before its signature is looked at. */
  readonly readHeader: (token: string) => { readonly alg: string; readonly kid: string } | undefined;
  /** The claims of a token whose signature is good; undefined where any is missing or not of its form. */
  readonly readClaims: (payload: JWTPayload, token: string) => C | undefined;
  readonly messages: { readonly foreign: string; readonly expired: string; readonly early: string };
  /** How far the clocks of two machines may be apart. */
  readonly clockToleranceS?: number | undefined;
  readonly cacheSize?: number | undefined;
  readonly now?: (() => number) | undefined;
}

/**
 * What all verifying has in common: form, key, signature, issuer and audience as exact strings, times, and a bounded
 * memory of tokens found good. Throws `UNAUTHENTICATED`, or `UNAVAILABLE` while no keys can be had.
 */
export function createJwtVerifier<C extends { readonly issuedAt: number; readonly expiresAt: number }>(
  options: JwtVerifierOptions<C>,
): (token: unknown) => Promise<C> {
  const { keys, issuer, audience, algorithms, readHeader, readClaims, messages } = options;
  const { clockToleranceS = CLOCKS_APART_S, now = Date.now } = options;
  const cache = createVerifiedCache<C>(options.cacheSize ?? TOKENS_REMEMBERED);
  const toleranceMs = clockToleranceS * 1000;

  const remembered = (token: string): C | undefined => {
    const entry = cache.get(token);
    if (!entry) return undefined;
    // A key that was withdrawn takes the tokens it signed with it.
    if (keys.holds(entry.kid) && now() < entry.claims.expiresAt + toleranceMs) return entry.claims;
    cache.delete(token);
    return undefined;
  };

  const check = async (token: string, key: VerifyingKey) => {
    try {
      return await jwtVerify(token, key.key, {
        algorithms: [...algorithms],
        issuer,
        audience,
        requiredClaims: ['iss', 'aud', 'sub', 'exp'],
        clockTolerance: clockToleranceS,
        currentDate: new Date(now()),
      });
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw unauthenticated(messages.expired, cause);
      const early = cause instanceof errors.JWTClaimValidationFailed && cause.claim === 'nbf';
      throw unauthenticated(early ? messages.early : messages.foreign, cause);
    }
  };

  return async (token) => {
    if (typeof token !== 'string' || token.length === 0) {
      throw unauthenticated('A token is missing; log in and send it as "Authorization: Bearer <token>".');
    }
    const header = readHeader(token);
    if (!header) throw unauthenticated(messages.foreign);
    const known = remembered(token);
    if (known) return known;
    const key = await keys.find(header.kid);
    if (!key || key.algorithm !== header.alg) throw unauthenticated(messages.foreign);
    const { payload } = await check(token, key);
    const claims = readClaims(payload, token);
    // jose takes an `aud` list that contains ours; whoever means us alone writes a string.
    if (!claims || payload.aud !== audience) throw unauthenticated(messages.foreign);
    if (claims.issuedAt > now() + toleranceMs) throw unauthenticated(messages.early);
    cache.set(token, { claims, kid: key.kid });
    return claims;
  };
}
