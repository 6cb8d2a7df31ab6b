import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type SigningAlgorithm = 'ES256' | 'RS256' | 'EdDSA';

export interface SigningKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly privateKey: KeyObject;
}

export const PROVIDER_ISSUER = 'https://id.school.example';
export const CHAT_AUDIENCE = 'chat-of-the-school';

const encodeBase64Url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function createSigningKey(kid: string, alg: SigningAlgorithm): SigningKey {
  if (alg === 'RS256')
    return { kid, alg, privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey };
  if (alg === 'EdDSA') return { kid, alg, privateKey: generateKeyPairSync('ed25519').privateKey };
  return { kid, alg, privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey };
}

/** Returns the private keys in the format of `JWT_SIGNING_KEYS`, a JWK set. chat-api signs with the first one. */
export const formatPrivateKeySet = (...keys: SigningKey[]): string =>
  JSON.stringify({
    keys: keys.map(({ kid, alg, privateKey }) => ({ ...privateKey.export({ format: 'jwk' }), kid, alg })),
  });

/**
 * Signs a token with the given claims, whether they are valid or not. Claims and headers that are undefined are left
 * out.
 */
export function signToken(key: SigningKey, claims: object, header: object = {}): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const defaultClaims = {
    iss: PROVIDER_ISSUER,
    aud: CHAT_AUDIENCE,
    iat: nowSeconds,
    exp: nowSeconds + 600,
    jti: Math.random().toString(36),
  };
  const signingInput = `${encodeBase64Url({ alg: key.alg, typ: 'JWT', kid: key.kid, ...header })}.${encodeBase64Url({ ...defaultClaims, ...claims })}`;
  const { privateKey } = key;
  const tokenSignature =
    key.alg === 'EdDSA'
      ? sign(null, Buffer.from(signingInput), privateKey)
      : sign('sha256', Buffer.from(signingInput), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signingInput}.${tokenSignature.toString('base64url')}`;
}

/**
 * A stand-in for the endpoint at which an identity provider publishes its keys. It can be stopped and restarted on the
 * same port.
 */
export class IdentityProvider {
  keys: SigningKey[];
  fetches = 0;
  readonly #port: number;
  #server: Server;

  private constructor(keys: SigningKey[], server: Server) {
    this.keys = keys;
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#respond();
  }

  static async start(keys: SigningKey[]): Promise<IdentityProvider> {
    const httpServer = createServer().listen(0, '127.0.0.1');
    await once(httpServer, 'listening');
    return new IdentityProvider(keys, httpServer);
  }

  get env(): Record<string, string> {
    return {
      AUTH_EXTERNAL_ISSUER: PROVIDER_ISSUER,
      AUTH_EXTERNAL_AUDIENCE: CHAT_AUDIENCE,
      AUTH_EXTERNAL_JWKS_URL: `http://127.0.0.1:${this.#port}/keys`,
    };
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const serverClosePromise = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await serverClosePromise;
  }

  async restart(): Promise<void> {
    this.#server = createServer().listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#respond();
  }

  #respond(): void {
    this.#server.on('request', (_request, response) => {
      this.fetches += 1;
      const publicJwks = this.keys.map(({ kid, alg, privateKey }) => ({
        ...createPublicKey(privateKey).export({ format: 'jwk' }),
        kid,
        alg,
        use: 'sig',
      }));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: publicJwks }));
    });
  }
}
