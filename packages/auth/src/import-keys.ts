import { type CryptoKey, importJWK, type JWK } from 'jose';
import {
  algorithmOf,
  type ExternalAlgorithm,
  externalAlgorithmOf,
  isExternalKeyId,
  isKeyId,
} from './jwk-algorithm.ts';
import type { VerifyingKey } from './key-source.ts';

// A set beyond this is not ours: importing keys costs time.
const MOST_KEYS = 32;

/** Which keys of a set count. */
export interface KeyRules {
  readonly isKeyId: (kid: unknown) => kid is string;
  readonly algorithmOf: (jwk: JWK) => ExternalAlgorithm | undefined;
}

export const OWN_KEYS: KeyRules = { isKeyId, algorithmOf };
export const EXTERNAL_KEYS: KeyRules = { isKeyId: isExternalKeyId, algorithmOf: externalAlgorithmOf };

/** Public keys by id. What is not a signature key of the algorithms allowed is left out, as are private parts. */
export async function importKeys(
  jwks: readonly JWK[],
  rules: KeyRules = OWN_KEYS,
): Promise<Map<string, VerifyingKey>> {
  const found = new Map<string, VerifyingKey>();
  for (const jwk of jwks.slice(0, MOST_KEYS)) {
    if (typeof jwk !== 'object' || jwk === null) continue;
    const algorithm = rules.algorithmOf(jwk);
    if (!algorithm || !rules.isKeyId(jwk.kid) || (jwk.use !== undefined && jwk.use !== 'sig')) continue;
    const key = await importJWK(publicPart(jwk), algorithm).catch(() => undefined);
    if (key) found.set(jwk.kid, { kid: jwk.kid, algorithm, key: key as CryptoKey });
  }
  return found;
}

function publicPart({ kty, crv, x, y, n, e }: JWK): JWK {
  return (kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y }) as JWK;
}
