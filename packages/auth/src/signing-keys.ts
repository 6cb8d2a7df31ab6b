import { ChatError } from '@kcs/contracts';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { type Algorithm, algorithmOf, isKeyId } from './jwk-algorithm.ts';

/** The keys of the issuer: the first signs, all verify, so that a key is published before it signs (rotation). */
export interface SigningKeys {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly key: CryptoKey;
  /** What `/.well-known/jwks.json` shows: no private part. */
  readonly publicKeys: readonly JWK[];
}

const parse = (json: string): JWK[] => {
  const set: unknown = JSON.parse(json);
  const keys = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined;
  return Array.isArray(keys) ? keys : [];
};

/** What is wrong with a private JWKS, without showing any of it; an empty list where nothing is. */
export function signingKeyProblems(json: string): string[] {
  let keys: JWK[];
  try {
    keys = parse(json);
  } catch {
    return ['is not JSON; give a JWK set: {"keys":[…]}'];
  }
  if (keys.length === 0) return ['holds no keys; give a JWK set: {"keys":[…]}'];
  const problems = keys.flatMap((jwk, index) => {
    if (typeof jwk !== 'object' || jwk === null) return [`key ${index + 1} is not an object`];
    const found: string[] = [];
    if (!isKeyId(jwk.kid)) found.push(`key ${index + 1} needs a kid of 1 to 64 characters A-Z a-z 0-9 . _ -`);
    if (!algorithmOf(jwk)) found.push(`key ${index + 1} must be Ed25519 (EdDSA) or P-256 (ES256)`);
    if (typeof jwk.d !== 'string') found.push(`key ${index + 1} has no private part (d)`);
    return found;
  });
  if (new Set(keys.map((jwk) => jwk?.kid)).size !== keys.length) problems.push('two keys have the same kid');
  return problems;
}

/** Reads a private JWKS. Throws where `signingKeyProblems` finds any, or where a key's numbers do not fit. */
export async function readSigningKeys(json: string): Promise<SigningKeys> {
  const problems = signingKeyProblems(json);
  if (problems.length > 0)
    throw new ChatError('INTERNAL', `The signing keys are unusable: ${problems.join('; ')}`);
  const keys = parse(json);
  const [first] = keys as [JWK, ...JWK[]];
  const algorithm = algorithmOf(first) as Algorithm;
  const key = (await importJWK(first, algorithm)) as CryptoKey;
  return { kid: first.kid as string, algorithm, key, publicKeys: keys.map(publicPart) };
}

// Named one by one: whatever else stands in a private key never leaves.
function publicPart(jwk: JWK): JWK {
  const { kty, crv, x, y, kid } = jwk;
  const alg = algorithmOf(jwk) as Algorithm;
  return { kty, crv, x, ...(y === undefined ? {} : { y }), kid, alg, use: 'sig' } as JWK;
}

/** A new private JWKS with one Ed25519 key, as JSON for `JWT_SIGNING_KEYS`. */
export async function generateSigningKeys(kid: string): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), kid, alg: 'EdDSA', use: 'sig' }] });
}
