import { createHash, createPrivateKey } from 'node:crypto';

/**
 * The key id of the development signing key. Anyone can derive the key, so a key with this id is rejected in production
 * (CONF-3).
 */
export const DEVELOPMENT_KEY_ID = 'kcs-development';

/** The DER prefix that turns a 32-byte Ed25519 seed into a PKCS #8 private key (RFC 8410). */
const PKCS8_ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Returns a private JWKS for development, as JSON. The key is the same on every machine, so replicas started locally
 * accept each other's tokens without configuration.
 */
export function createDevelopmentSigningKeysJson(): string {
  const seed = createHash('sha256').update("kcs-chat: signs tokens on developers' machines only").digest();
  const developmentPrivateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  return JSON.stringify({
    keys: [{ ...developmentPrivateKey.export({ format: 'jwk' }), kid: DEVELOPMENT_KEY_ID, alg: 'EdDSA' }],
  });
}
