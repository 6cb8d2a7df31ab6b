import { EXTERNAL_ALGORITHMS } from '../jwk-algorithm.ts';
import { createJwtVerifier } from '../jwt-verifier.ts';
import type { KeySource } from '../key-source.ts';
import type { ExternalClaims } from './external-claims.ts';
import { readExternalClaims, readExternalTokenHeader } from './read-external-token.ts';

interface ExternalVerifierOptions {
  readonly keys: KeySource;
  readonly issuer: string;
  readonly audience: string;
  readonly now?: () => number;
}

export interface ExternalVerifier {
  readonly issuer: string;
  /**
   * Returns the claims of a valid token. Throws `UNAUTHENTICATED` for an invalid token. Throws `UNAVAILABLE` if the
   * provider's keys cannot be fetched or the token is not valid yet.
   */
  verify(token: unknown): Promise<ExternalClaims>;
}

const RENEWAL_ADVICE = 'log in again to get a new token';
const EXTERNAL_TOKEN_ERROR_MESSAGES = {
  foreign: `This is not a valid token from the identity provider. Please ${RENEWAL_ADVICE}.`,
  expired: `The token has expired. Please ${RENEWAL_ADVICE}.`,
  early: 'The token is not valid yet. The clock of the identity provider may be ahead. Try again shortly.',
};

/**
 * Returns a verifier for tokens from the organization's identity provider (AUTH-12). The verifier requires the exact
 * issuer and audience, and accepts only asymmetric algorithms.
 */
export function createExternalVerifier(options: ExternalVerifierOptions): ExternalVerifier {
  const verifyExternalToken = createJwtVerifier({
    ...options,
    algorithms: EXTERNAL_ALGORITHMS,
    readHeader: readExternalTokenHeader,
    readClaims: readExternalClaims,
    messages: EXTERNAL_TOKEN_ERROR_MESSAGES,
  });
  return { issuer: options.issuer, verify: verifyExternalToken };
}
