import type { AccessClaims } from './access-claims.ts';
import { ACCESS_TOKEN_ALGORITHMS } from './jwk-algorithm.ts';
import { createJwtVerifier } from './jwt-verifier.ts';
import type { KeySource } from './key-source.ts';
import { readAccessClaims } from './read-claims.ts';
import { readAccessTokenHeader } from './read-header.ts';

interface TokenVerifierOptions {
  readonly keys: KeySource;
  readonly issuer: string;
  readonly audience: string;
  /** The allowed clock difference between machines, in seconds. */
  readonly clockToleranceS?: number;
  readonly cacheSize?: number;
  readonly now?: () => number;
}

export interface TokenVerifier {
  /**
   * Verifies the format, key, signature, issuer, audience, and times of an access token. Does not check whether the
   * session has ended. Throws `UNAUTHENTICATED` for an invalid token. Throws `UNAVAILABLE` if the keys cannot be
   * fetched or the token is not valid yet.
   */
  verify(token: unknown): Promise<AccessClaims>;
}

const ACCESS_TOKEN_ERROR_MESSAGES = {
  foreign:
    'This is not a valid access token of KCS Chat. Please log in and send the access token that you receive.',
  expired: 'The token has expired. Please refresh it or log in again.',
  early: 'The token is not valid yet, because the clocks of two servers differ. Try again shortly.',
};

/** Returns a verifier for the access tokens that this system issues. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const verifyAccessToken = createJwtVerifier({
    ...options,
    algorithms: ACCESS_TOKEN_ALGORITHMS,
    readHeader: readAccessTokenHeader,
    readClaims: readAccessClaims,
    messages: ACCESS_TOKEN_ERROR_MESSAGES,
  });
  return { verify: verifyAccessToken };
}
