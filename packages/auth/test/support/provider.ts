import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Test } from 'tap';
import {
  createExternalVerifier,
  type ExternalVerifier,
  type KeySource,
  toKeySource,
} from '../../src/index.ts';
import { NOW, NOW_S } from './issuing.ts';

export const PROVIDER_ISSUER = 'https://id.example';
const VALID_PROVIDER_CLAIMS = { iss: PROVIDER_ISSUER, aud: 'chat', sub: 'ada', iat: NOW_S, exp: NOW_S + 600 };

/** One key pair for each algorithm that the tests use. */
export const keyPairs = {
  rs: await generateKeyPair('RS256'),
  ps: await generateKeyPair('PS256'),
  ec: await generateKeyPair('ES256'),
};

type SigningKey = Parameters<SignJWT['sign']>[0];

/** Returns a valid provider token in which the given claims replace the default claims. */
export function signProviderToken(
  key: SigningKey,
  alg: string,
  kid: string,
  changes: object = {},
): Promise<string> {
  return new SignJWT({ ...VALID_PROVIDER_CLAIMS, ...changes }).setProtectedHeader({ alg, kid }).sign(key);
}

export function createProviderVerifier(keySource: KeySource): ExternalVerifier {
  return createExternalVerifier({
    keys: keySource,
    issuer: PROVIDER_ISSUER,
    audience: 'chat',
    now: () => NOW,
  });
}

/** Returns a verifier that accepts only the key `ec`, and a function that signs tokens with this key. */
export async function createEcProvider() {
  const keySource = await toKeySource([{ ...(await exportJWK(keyPairs.ec.publicKey)), kid: 'ec' }]);
  const signWithEcKey = (changes: object = {}) =>
    signProviderToken(keyPairs.ec.privateKey, 'ES256', 'ec', changes);
  return { verifier: createProviderVerifier(keySource), sign: signWithEcKey };
}

/** Starts an HTTP server for this test. Returns the URL of the server. */
export async function startHttpServer(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
}
