import { generateKeyPairSync, randomUUID } from 'node:crypto';

/** Returns a private JWKS with one Ed25519 key. chat-api signs tokens with the key and publishes the public half. */
export function createSigningKeysJson(): string {
  const privateJwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return JSON.stringify({ keys: [{ ...privateJwk, kid: randomUUID(), alg: 'EdDSA', use: 'sig' }] });
}
