import { type CryptoKey, importJWK, type JWK } from 'jose';
import { algorithmOf, isKeyId } from './jwk-algorithm.ts';
import type { VerifyingKey } from './key-source.ts';

// A set beyond this is not ours: importing keys costs time.
const MOST_KEYS = 32;

/** Public keys by id. What is not a signature key of our algorithms is left out, as are private parts. */
export async function importKeys(jwks: readonly JWK[]): Promise<Map<string, VerifyingKey>> {
  const found = new Map<string, VerifyingKey>();
  for (const jwk of jwks.slice(0, MOST_KEYS)) {
    const algorithm = algorithmOf(jwk);
    if (!algorithm || !isKeyId(jwk.kid) || (jwk.use !== undefined && jwk.use !== 'sig')) continue;
    const { kty, crv, x, y } = jwk;
    const key = await importJWK({ kty, crv, x, y } as JWK, algorithm).catch(() => undefined);
    if (key) found.set(jwk.kid, { kid: jwk.kid, algorithm, key: key as CryptoKey });
  }
  return found;
}
