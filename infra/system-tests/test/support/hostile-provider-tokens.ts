import { createHmac, createPublicKey } from 'node:crypto';
import {
  CHAT_AUDIENCE,
  createSigningKey,
  PROVIDER_ISSUER,
  type SigningKey,
  signToken,
} from './identity-provider.ts';

const encodeBase64Url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Returns tokens that the system must refuse, keyed by what is wrong with them. `ec` and `rsa` are the genuine keys of
 * the identity provider.
 */
export function createHostileTokens(ec: SigningKey, rsa: SigningKey): Record<string, string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const signTokenWithClaims = (changed: object) => signToken(ec, { sub: 'mallory', ...changed });
  const signTokenWithHeader = (changed: object) => signToken(ec, { sub: 'mallory' }, changed);
  const [head, body, signature] = signTokenWithClaims({}).split('.') as [string, string, string];
  const publicKeyPem = createPublicKey(rsa.privateKey).export({ type: 'spki', format: 'pem' });
  const hmacSigningInput = `${encodeBase64Url({ alg: 'HS256', typ: 'JWT', kid: rsa.kid })}.${body}`;
  const victimClaims = { iss: PROVIDER_ISSUER, aud: CHAT_AUDIENCE, sub: 'ada', exp: nowSeconds + 60 };
  return {
    'a foreign issuer': signTokenWithClaims({ iss: 'https://evil.example' }),
    'the issuer with a trailing slash': signTokenWithClaims({ iss: `${PROVIDER_ISSUER}/` }),
    'the issuer in a list': signTokenWithClaims({ iss: [PROVIDER_ISSUER] }),
    'our own issuer': signTokenWithClaims({ iss: 'kcs-chat', aud: 'kcs-chat' }),
    'a foreign audience': signTokenWithClaims({ aud: 'kcs-chat' }),
    'the audience in a list': signTokenWithClaims({ aud: [CHAT_AUDIENCE] }),
    'no audience': signTokenWithClaims({ aud: undefined }),
    'no subject': signTokenWithClaims({ sub: undefined }),
    'an empty subject': signTokenWithClaims({ sub: '' }),
    'a number as the subject': signTokenWithClaims({ sub: 7 }),
    'a subject with a NUL': signTokenWithClaims({ sub: 'a\0b' }),
    'an overlong subject': signTokenWithClaims({ sub: 's'.repeat(256) }),
    'no expiry': signTokenWithClaims({ exp: undefined }),
    expired: signTokenWithClaims({ iat: nowSeconds - 100, exp: nowSeconds - 40 }),
    'alg none': `${encodeBase64Url({ alg: 'none', typ: 'JWT', kid: ec.kid })}.${body}.`,
    'alg none with a signature': `${encodeBase64Url({ alg: 'none', kid: ec.kid })}.${body}.${signature}`,
    'HMAC with the public key': `${hmacSigningInput}.${createHmac('sha256', publicKeyPem).update(hmacSigningInput).digest('base64url')}`,
    'ES256 under the id of an RSA key': signTokenWithHeader({ kid: rsa.kid }),
    'RS256 named, ES256 signed': signTokenWithHeader({ alg: 'RS256' }),
    'another key under the same id': signToken(createSigningKey(ec.kid, 'ES256'), { sub: 'mallory' }),
    'an unknown key': signToken(createSigningKey('theirs', 'ES256'), { sub: 'mallory' }),
    'a jku': signTokenWithHeader({ jku: 'http://127.0.0.1:9/' }),
    'a refresh token by its type': signTokenWithHeader({ typ: 'rt+jwt' }),
    'a logout token': signTokenWithHeader({ typ: 'logout+jwt' }),
    'no kid': signTokenWithHeader({ kid: undefined }),
    'a changed claim': `${head}.${encodeBase64Url(victimClaims)}.${signature}`,
  };
}

/**
 * Returns the same ES256 token with a different but valid signature. For every ES256 signature (r, s), (r, n-s) is
 * valid too, and anyone can compute it without the key.
 */
export function replaceSignature(token: string): string {
  const signatureStart = token.lastIndexOf('.') + 1;
  const signatureBytes = Buffer.from(token.slice(signatureStart), 'base64url');
  const curveOrder = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const signatureSValue = BigInt(`0x${signatureBytes.subarray(32).toString('hex')}`);
  const otherSBytes = Buffer.from((curveOrder - signatureSValue).toString(16).padStart(64, '0'), 'hex');
  return (
    token.slice(0, signatureStart) +
    Buffer.concat([signatureBytes.subarray(0, 32), otherSBytes]).toString('base64url')
  );
}

/** Returns genuine tokens from the identity provider that are not valid yet, keyed by the reason. */
export function createNotYetValidTokens(ec: SigningKey): Record<string, string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return {
    'not valid yet': signToken(ec, { sub: 'mallory', nbf: nowSeconds + 100 }),
    'issued tomorrow': signToken(ec, { sub: 'mallory', iat: nowSeconds + 86_400, exp: nowSeconds + 90_000 }),
  };
}
