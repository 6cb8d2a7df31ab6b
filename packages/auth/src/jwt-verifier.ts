import { ChatError } from '@kcs/contracts';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { hashToken } from './hash-token.ts';
import type { KeySource, VerifyingKey } from './key-source.ts';
import { createUnauthenticatedError } from './unauthenticated.ts';

const DEFAULT_CLOCK_TOLERANCE_S = 30;
/** The maximum retry delay that clients receive if their token is not valid yet. */
const MAX_EARLY_TOKEN_RETRY_DELAY_MS = 30_000;
const DEFAULT_MAX_CACHED_TOKENS = 20_000;

interface JwtVerifierOptions<C> {
  readonly keys: KeySource;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** Returns the header of a token without verifying the token; undefined if the header is not acceptable. */
  readonly readHeader: (token: string) => { readonly alg: string; readonly kid: string } | undefined;
  /** Returns the claims of a token whose signature is valid; undefined if a claim is missing or malformed. */
  readonly readClaims: (payload: JWTPayload, token: string) => C | undefined;
  readonly messages: { readonly foreign: string; readonly expired: string; readonly early: string };
  /** The allowed clock difference between machines, in seconds. */
  readonly clockToleranceS?: number | undefined;
  readonly cacheSize?: number | undefined;
  readonly now?: (() => number) | undefined;
}

interface VerifiedToken<C> {
  readonly claims: C;
  readonly kid: string;
}

/**
 * Returns a function that verifies a token: its format, key, signature, times, and exact issuer and audience. It serves
 * both our own tokens and external tokens. A verified token stays cached until the token expires or its key is
 * withdrawn. The function throws `UNAUTHENTICATED` for an invalid token. It throws `UNAVAILABLE` if the keys cannot be
 * fetched. It also throws `UNAVAILABLE` if the token is not valid yet, because a wrong clock must not end a session
 * (AUTH-2).
 */
export function createJwtVerifier<C extends { readonly issuedAt: number; readonly expiresAt: number }>(
  options: JwtVerifierOptions<C>,
): (token: unknown) => Promise<C> {
  const { keys, issuer, audience, algorithms, readHeader, readClaims, messages } = options;
  const {
    clockToleranceS = DEFAULT_CLOCK_TOLERANCE_S,
    cacheSize = DEFAULT_MAX_CACHED_TOKENS,
    now = Date.now,
  } = options;
  const verifiedTokenCache = new LRUCache<string, VerifiedToken<C>>({ max: cacheSize });
  const clockToleranceMs = clockToleranceS * 1000;

  function findVerifiedClaims(cacheKey: string): C | undefined {
    const verifiedToken = verifiedTokenCache.get(cacheKey);
    if (!verifiedToken) return undefined;
    // Check that the key still exists, because tokens that were signed with a withdrawn key are no longer valid.
    if (keys.holds(verifiedToken.kid) && now() < verifiedToken.claims.expiresAt + clockToleranceMs)
      return verifiedToken.claims;
    verifiedTokenCache.delete(cacheKey);
    return undefined;
  }

  async function checkSignature(token: string, { key }: VerifyingKey): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [...algorithms],
        issuer,
        audience,
        requiredClaims: ['iss', 'aud', 'sub', 'exp'],
        clockTolerance: clockToleranceS,
        currentDate: new Date(now()),
      });
      return payload;
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw createUnauthenticatedError(messages.expired, cause);
      if (cause instanceof errors.JWTClaimValidationFailed && isEarlyTokenError(cause)) {
        throw createEarlyTokenError(Number(cause.payload.nbf) * 1000, cause);
      }
      throw createUnauthenticatedError(messages.foreign, cause);
    }
  }

  /** Returns the error for a correctly signed token that becomes valid only at `validFrom`. */
  function createEarlyTokenError(validFrom: number, cause?: unknown): ChatError {
    const waitMs = Math.max(1_000, validFrom - clockToleranceMs - now());
    const retryAfterMs = Math.min(MAX_EARLY_TOKEN_RETRY_DELAY_MS, waitMs);
    return new ChatError('UNAVAILABLE', messages.early, { cause, retryAfterMs });
  }

  return async (token) => {
    if (typeof token !== 'string' || token.length === 0) {
      throw createUnauthenticatedError(
        'The token is missing. Log in and send it as "Authorization: Bearer <token>".',
      );
    }
    const header = readHeader(token);
    if (!header) throw createUnauthenticatedError(messages.foreign);
    const cacheKey = hashToken(token);
    const cachedClaims = findVerifiedClaims(cacheKey);
    if (cachedClaims) return cachedClaims;
    const verifyingKey = await keys.find(header.kid);
    if (!verifyingKey || verifyingKey.algorithm !== header.alg)
      throw createUnauthenticatedError(messages.foreign);
    const payload = await checkSignature(token, verifyingKey);
    const claims = readClaims(payload, token);
    // jose accepts an `aud` array that contains our audience. We require the exact string.
    if (!claims || payload.aud !== audience) throw createUnauthenticatedError(messages.foreign);
    if (claims.issuedAt > now() + clockToleranceMs) throw createEarlyTokenError(claims.issuedAt);
    verifiedTokenCache.set(cacheKey, { claims, kid: verifyingKey.kid });
    return claims;
  };
}

/**
 * Returns whether the token was rejected only because its `nbf` is in the future. Returns false for a malformed `nbf`.
 */
function isEarlyTokenError({ claim, reason, payload }: errors.JWTClaimValidationFailed): boolean {
  return claim === 'nbf' && reason === 'check_failed' && typeof payload.nbf === 'number';
}
