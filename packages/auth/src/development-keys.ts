import { createHash, createPrivateKey } from 'node:crypto';

/** Everybody can make this key, so production refuses its id. */
export const DEVELOPMENT_KEY_ID = 'kcs-development';

// RFC 8410: the PKCS #8 wrapping in front of the 32 bytes of an Ed25519 seed.
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The same private JWKS on every machine, so that replicas of a local start agree without any configuration. */
export function developmentSigningKeys(): string {
  const seed = createHash('sha256').update("kcs-chat: signs tokens on developers' machines only").digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' });
  return JSON.stringify({
    keys: [{ ...key.export({ format: 'jwk' }), kid: DEVELOPMENT_KEY_ID, alg: 'EdDSA' }],
  });
}
