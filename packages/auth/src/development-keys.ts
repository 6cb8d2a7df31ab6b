import { createHash, createPrivateKey } from 'node:crypto';

/** The id of the development key. Anyone can derive that key, so production refuses this id (CONF-3). */
export const DEVELOPMENT_KEY_ID = 'kcs-development';

/** The PKCS #8 prefix before the 32 bytes of an Ed25519 seed (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Returns a private JWKS for development, as JSON. It is the same on every machine, so that replicas of a local start
 * accept each other's tokens without configuration.
 */
export function developmentSigningKeys(): string {
  const seed = createHash('sha256').update("kcs-chat: signs tokens on developers' machines only").digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' });
  return JSON.stringify({
    keys: [{ ...key.export({ format: 'jwk' }), kid: DEVELOPMENT_KEY_ID, alg: 'EdDSA' }],
  });
}
