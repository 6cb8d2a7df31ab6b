import { type CryptoKey, importJWK, type JWK } from 'jose';
import { algorithmOf, type ExternalAlgorithm, externalAlgorithmOf } from './jwk-algorithm.ts';
import { isExternalKeyId, isKeyId } from './key-id.ts';
import type { KeySource, VerifyingKey } from './key-source.ts';

/** The maximum number of keys that are read from a JWKS. The rest are ignored, because importing a key takes time. */
const MAX_IMPORTED_KEYS = 32;

/** The rules that decide which keys of a JWKS are accepted. */
export interface KeyRules {
  readonly isKeyId: (kid: unknown) => kid is string;
  readonly algorithmOf: (jwk: JWK) => ExternalAlgorithm | undefined;
}

export const ACCESS_TOKEN_KEY_RULES: KeyRules = { isKeyId, algorithmOf };
export const EXTERNAL_KEY_RULES: KeyRules = { isKeyId: isExternalKeyId, algorithmOf: externalAlgorithmOf };

/**
 * Imports the public keys of a JWKS and returns them by key id. Skips keys that are malformed, are not meant for
 * signatures, or have a key id or algorithm that is not allowed. Never imports the private part of a key.
 */
export async function importKeys(
  jwks: readonly JWK[],
  rules: KeyRules = ACCESS_TOKEN_KEY_RULES,
): Promise<Map<string, VerifyingKey>> {
  const importedKeys = new Map<string, VerifyingKey>();
  for (const jwk of jwks.slice(0, MAX_IMPORTED_KEYS)) {
    if (typeof jwk !== 'object' || jwk === null) continue;
    const algorithm = rules.algorithmOf(jwk);
    if (!algorithm || !rules.isKeyId(jwk.kid) || (jwk.use !== undefined && jwk.use !== 'sig')) continue;
    const importedKey = await importJWK(pickPublicFields(jwk), algorithm).catch(() => undefined);
    if (importedKey) importedKeys.set(jwk.kid, { kid: jwk.kid, algorithm, key: importedKey as CryptoKey });
  }
  return importedKeys;
}

function pickPublicFields({ kty, crv, x, y, n, e }: JWK): JWK {
  return (kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y }) as JWK;
}

/**
 * Returns a key source that contains exactly the given public keys. The token issuer and tests use it for our own keys.
 */
export async function toKeySource(jwks: readonly JWK[]): Promise<KeySource> {
  const keysById = await importKeys(jwks);
  return { find: async (kid) => keysById.get(kid), holds: (kid) => keysById.has(kid) };
}
