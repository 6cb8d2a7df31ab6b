import type { JWK } from 'jose';

/** The only algorithms allowed for signing our own tokens. */
export const ACCESS_TOKEN_ALGORITHMS = ['EdDSA', 'ES256'] as const;
export type AccessTokenAlgorithm = (typeof ACCESS_TOKEN_ALGORITHMS)[number];

/** Algorithms that an identity provider may use. All are asymmetric, so a shared secret can never pass as a key. */
export const EXTERNAL_ALGORITHMS = [...ACCESS_TOKEN_ALGORITHMS, 'RS256', 'PS256'] as const;
export type ExternalAlgorithm = (typeof EXTERNAL_ALGORITHMS)[number];

/**
 * Returns the only algorithm allowed for one of our keys; undefined if there is none. The algorithm is derived from the
 * key's type and curve, never from a token.
 */
export function algorithmOf(jwk: JWK): AccessTokenAlgorithm | undefined {
  const algorithm = algorithmOfCurve(jwk);
  return jwk.alg === undefined || jwk.alg === algorithm ? algorithm : undefined;
}

/**
 * Returns the only algorithm allowed for an identity provider's key; undefined if there is none. An RSA key without
 * `alg` uses RS256, the usual default.
 */
export function externalAlgorithmOf(jwk: JWK): ExternalAlgorithm | undefined {
  if (jwk.kty !== 'RSA') return algorithmOf(jwk);
  if (jwk.alg === undefined || jwk.alg === 'RS256') return 'RS256';
  return jwk.alg === 'PS256' ? 'PS256' : undefined;
}

function algorithmOfCurve(jwk: JWK): AccessTokenAlgorithm | undefined {
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') return 'EdDSA';
  if (jwk.kty === 'EC' && jwk.crv === 'P-256') return 'ES256';
  return undefined;
}
