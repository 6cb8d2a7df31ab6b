import type { JWK } from 'jose';

/** The only algorithms that sign or verify, here or in any service. */
export const ALGORITHMS = ['EdDSA', 'ES256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** Ids of keys are hostile input until matched against this and then against the keys we hold. */
const KEY_ID = /^[A-Za-z0-9._-]{1,64}$/;

export const isKeyId = (kid: unknown): kid is string => typeof kid === 'string' && KEY_ID.test(kid);

/** The one algorithm a key is for, by its own type and curve and never by what a token claims. */
export function algorithmOf(jwk: JWK): Algorithm | undefined {
  const algorithm = curveAlgorithm(jwk);
  return jwk.alg === undefined || jwk.alg === algorithm ? algorithm : undefined;
}

function curveAlgorithm(jwk: JWK): Algorithm | undefined {
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') return 'EdDSA';
  if (jwk.kty === 'EC' && jwk.crv === 'P-256') return 'ES256';
  return undefined;
}
