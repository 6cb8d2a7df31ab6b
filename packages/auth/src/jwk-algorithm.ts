import type { JWK } from 'jose';

/** The only algorithms that sign our own tokens. */
export const ALGORITHMS = ['EdDSA', 'ES256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** Algorithms that an identity provider may use. All are asymmetric, so a shared secret can never pass as a key. */
export const EXTERNAL_ALGORITHMS = [...ALGORITHMS, 'RS256', 'PS256'] as const;
export type ExternalAlgorithm = (typeof EXTERNAL_ALGORITHMS)[number];

const KEY_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** Providers choose their own format, which may be base64 with `+`, `/`, and `=`. */
const EXTERNAL_KEY_ID = /^[\x21-\x7e]{1,256}$/;

/** Whether the value can be the id of one of our keys. A `kid` is hostile input until it is checked. */
export function isKeyId(kid: unknown): kid is string {
  return typeof kid === 'string' && KEY_ID.test(kid);
}

/** Whether the value can be the id of an identity provider's key. */
export function isExternalKeyId(kid: unknown): kid is string {
  return typeof kid === 'string' && EXTERNAL_KEY_ID.test(kid);
}

/**
 * Returns the one algorithm of a key, derived from its own type and curve and never from a token. Returns undefined
 * if it is not allowed.
 */
export function algorithmOf(jwk: JWK): Algorithm | undefined {
  const algorithm = curveAlgorithm(jwk);
  return jwk.alg === undefined || jwk.alg === algorithm ? algorithm : undefined;
}

/** The same for an identity provider's key. An RSA key without `alg` is for RS256, the usual default. */
export function externalAlgorithmOf(jwk: JWK): ExternalAlgorithm | undefined {
  if (jwk.kty !== 'RSA') return algorithmOf(jwk);
  if (jwk.alg === undefined || jwk.alg === 'RS256') return 'RS256';
  return jwk.alg === 'PS256' ? 'PS256' : undefined;
}

function curveAlgorithm(jwk: JWK): Algorithm | undefined {
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') return 'EdDSA';
  if (jwk.kty === 'EC' && jwk.crv === 'P-256') return 'ES256';
  return undefined;
}
