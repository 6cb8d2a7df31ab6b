import { EXTERNAL_ALGORITHMS } from '../jwk-algorithm.ts';
import { createJwtVerifier } from '../jwt-verifier.ts';
import type { KeySource } from '../key-source.ts';
import type { ExternalClaims } from './external-claims.ts';
import { readExternalClaims } from './read-external-claims.ts';
import { readExternalHeader } from './read-external-header.ts';

export interface ExternalVerifierOptions {
  readonly keys: KeySource;
  readonly issuer: string;
  readonly audience: string;
  readonly now?: () => number;
}

export interface ExternalVerifier {
  readonly issuer: string;
  /** Throws `UNAUTHENTICATED`, or `UNAVAILABLE` while the provider's keys cannot be had. */
  verify(token: unknown): Promise<ExternalClaims>;
}

const AGAIN = 'get a new one where you log in';
const MESSAGES = {
  foreign: `This is not a token of the identity provider for this system; ${AGAIN}.`,
  expired: `The token has expired; ${AGAIN}.`,
  early: `The token is not valid yet; check the clock, then ${AGAIN}.`,
};

/** Verifies the tokens of an organisation's identity provider: asymmetric algorithms alone, exact issuer and audience. */
export function createExternalVerifier(options: ExternalVerifierOptions): ExternalVerifier {
  const verify = createJwtVerifier({
    ...options,
    algorithms: EXTERNAL_ALGORITHMS,
    readHeader: readExternalHeader,
    readClaims: readExternalClaims,
    messages: MESSAGES,
  });
  return { issuer: options.issuer, verify };
}
