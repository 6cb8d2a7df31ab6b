import { ChatError } from '@kcs/contracts';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { type AccessTokenAlgorithm, algorithmOf } from './jwk-algorithm.ts';
import { isKeyId } from './key-id.ts';

/**
 * The issuer's signing keys. Only the first key signs, but all keys verify, so that a new key can be published before
 * it signs (TRAP-39).
 */
export interface SigningKeys {
  readonly kid: string;
  readonly algorithm: AccessTokenAlgorithm;
  readonly key: CryptoKey;
  /** The public keys for `/.well-known/jwks.json`. They contain no private key material. */
  readonly publicKeys: readonly JWK[];
}

function parseJwkSetKeys(json: string): JWK[] {
  const jwkSet: unknown = JSON.parse(json);
  const keys = typeof jwkSet === 'object' && jwkSet !== null && 'keys' in jwkSet ? jwkSet.keys : undefined;
  return Array.isArray(keys) ? keys : [];
}

/**
 * Returns a message for each problem in a private JWKS; an empty list if the JWKS is usable. The messages never contain
 * key material.
 */
export function findSigningKeyProblems(json: string): string[] {
  let keys: JWK[];
  try {
    keys = parseJwkSetKeys(json);
  } catch {
    return ['is not JSON. Use a JWK set: {"keys":[…]}'];
  }
  if (keys.length === 0) return ['has no keys. Use a JWK set: {"keys":[…]}'];
  const problems = keys.flatMap((jwk, index) => findKeyProblems(jwk, index + 1));
  if (new Set(keys.map((jwk) => jwk?.kid)).size !== keys.length)
    problems.push('has two keys with the same kid. Give each key its own kid');
  return problems;
}

function findKeyProblems(jwk: JWK, number: number): string[] {
  if (typeof jwk !== 'object' || jwk === null) return [`key ${number} must be an object`];
  const problems: string[] = [];
  if (!isKeyId(jwk.kid)) problems.push(`key ${number} needs a kid of 1 to 64 characters A-Z a-z 0-9 . _ -`);
  if (!algorithmOf(jwk)) problems.push(`key ${number} must be Ed25519 (EdDSA) or P-256 (ES256)`);
  if (typeof jwk.d !== 'string') problems.push(`key ${number} has no private part. Add the field "d"`);
  return problems;
}

/**
 * Imports a private JWKS. Throws `INTERNAL` if the JWKS is not usable, with a message that lists every problem that
 * `findSigningKeyProblems` finds. Also throws if the signing key (the first one) cannot be imported.
 */
export async function readSigningKeys(json: string): Promise<SigningKeys> {
  const problems = findSigningKeyProblems(json);
  if (problems.length > 0) {
    throw new ChatError('INTERNAL', `The signing keys are not usable: ${problems.join('; ')}`);
  }
  const keys = parseJwkSetKeys(json);
  const [first] = keys as [JWK, ...JWK[]];
  const signingAlgorithm = algorithmOf(first) as AccessTokenAlgorithm;
  const signingKey = (await importJWK(first, signingAlgorithm)) as CryptoKey;
  return {
    kid: first.kid as string,
    algorithm: signingAlgorithm,
    key: signingKey,
    publicKeys: keys.map(pickPublicFields),
  };
}

/**
 * Returns the public part of a key. Copies only the listed public fields, so that no private field is ever published.
 */
function pickPublicFields(jwk: JWK): JWK {
  const { kty, crv, x, y, kid } = jwk;
  const keyAlgorithm = algorithmOf(jwk) as AccessTokenAlgorithm;
  return { kty, crv, x, ...(y === undefined ? {} : { y }), kid, alg: keyAlgorithm, use: 'sig' } as JWK;
}

/** Returns a new private JWKS with one Ed25519 key, as JSON for the `JWT_SIGNING_KEYS` variable. */
export async function generateSigningKeys(kid: string): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), kid, alg: 'EdDSA', use: 'sig' }] });
}
