import type { JWK } from 'jose';

/** The only algorithms that sign our own tokens, here or in any service. */
export const ALGORITHMS = ['EdDSA', 'ES256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** What a provider of others may sign with: public keys alone, so that no secret can be mistaken for one. */
export const EXTERNAL_ALGORITHMS = [...ALGORITHMS, 'RS256', 'PS256'] as const;
export type ExternalAlgorithm = (typeof EXTERNAL_ALGORITHMS)[number];

/** Ids of keys are hostile input until matched against this and then against the keys we hold. */
const KEY_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** Providers name theirs as they like, base64 with `+/=` included. */
const EXTERNAL_KEY_ID = /^[\x21-\x7e]{1,256}$/;

export const isKeyId = (kid: unknown): kid is string => typeof kid === 'string' && KEY_ID.test(kid);
export const isExternalKeyId = (kid: unknown): kid is string =>
  typeof kid === 'string' && EXTERNAL_KEY_ID.test(kid);

/** The one algorithm a key is for, by its own type and curve and never by what a token claims. */
export function algorithmOf(jwk: JWK): Algorithm | undefined {
  const algorithm = curveAlgorithm(jwk);
  return jwk.alg === undefined || jwk.alg === algorithm ? algorithm : undefined;
}

/** The same for a provider's key; an RSA key that names none is for RS256, as everywhere. */
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
