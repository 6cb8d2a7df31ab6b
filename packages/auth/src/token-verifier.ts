import type { AccessClaims } from './access-claims.ts';
import { ALGORITHMS } from './jwk-algorithm.ts';
import { createJwtVerifier } from './jwt-verifier.ts';
import type { KeySource } from './key-source.ts';
import { readClaims } from './read-claims.ts';
import { readHeader } from './read-header.ts';

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

const MESSAGES = {
  foreign: 'This is not an access token of this system; log in and send the token from that answer.',
  expired: 'The token has expired; refresh it or log in again.',
  early: 'The token is not valid yet; check the clock, then log in again.',
};

/** Verifies the tokens that this system issues itself. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const verify = createJwtVerifier({
    ...options,
    algorithms: ALGORITHMS,
    readHeader,
    readClaims,
    messages: MESSAGES,
  });
  return { verify };
}
