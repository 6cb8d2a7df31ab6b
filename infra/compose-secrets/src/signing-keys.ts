import { generateKeyPairSync, randomUUID } from 'node:crypto';

/** Returns a private JWKS with one Ed25519 key. chat-api signs tokens with the key and publishes the public half. */
export function createSigningKeys(): string {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return JSON.stringify({ keys: [{ ...jwk, kid: randomUUID(), alg: 'EdDSA', use: 'sig' }] });
}
