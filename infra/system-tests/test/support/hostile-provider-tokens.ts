import { createHmac, createPublicKey } from 'node:crypto';
import { AUDIENCE, ISSUER, type Key, makeKey, signToken } from './identity-provider.ts';

const encodeBase64Url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Returns tokens that the system must refuse, keyed by the reason. `ec` and `rsa` are the provider's genuine keys.
 */
export function hostileTokens(ec: Key, rsa: Key): Record<string, string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = (changed: object) => signToken(ec, { sub: 'mallory', ...changed });
  const header = (changed: object) => signToken(ec, { sub: 'mallory' }, changed);
  const [head, body, signature] = claims({}).split('.') as [string, string, string];
  const pem = createPublicKey(rsa.privateKey).export({ type: 'spki', format: 'pem' });
  const hmac = `${encodeBase64Url({ alg: 'HS256', typ: 'JWT', kid: rsa.kid })}.${body}`;
  const victim = { iss: ISSUER, aud: AUDIENCE, sub: 'ada', exp: now + 60 };
  return {
    'a foreign issuer': claims({ iss: 'https://evil.example' }),
    'the issuer with a trailing slash': claims({ iss: `${ISSUER}/` }),
    'the issuer in a list': claims({ iss: [ISSUER] }),
    'our own issuer': claims({ iss: 'kcs-chat', aud: 'kcs-chat' }),
    'a foreign audience': claims({ aud: 'kcs-chat' }),
    'the audience in a list': claims({ aud: [AUDIENCE] }),
    'no audience': claims({ aud: undefined }),
    'no subject': claims({ sub: undefined }),
    'an empty subject': claims({ sub: '' }),
    'a number as the subject': claims({ sub: 7 }),
    'a subject with a NUL': claims({ sub: 'a\0b' }),
    'an overlong subject': claims({ sub: 's'.repeat(256) }),
    'no expiry': claims({ exp: undefined }),
    expired: claims({ iat: now - 100, exp: now - 40 }),
    'alg none': `${encodeBase64Url({ alg: 'none', typ: 'JWT', kid: ec.kid })}.${body}.`,
    'alg none with a signature': `${encodeBase64Url({ alg: 'none', kid: ec.kid })}.${body}.${signature}`,
    'HMAC with the public key': `${hmac}.${createHmac('sha256', pem).update(hmac).digest('base64url')}`,
    'ES256 under the id of an RSA key': header({ kid: rsa.kid }),
    'RS256 named, ES256 signed': header({ alg: 'RS256' }),
    'another key under the same id': signToken(makeKey(ec.kid, 'ES256'), { sub: 'mallory' }),
    'an unknown key': signToken(makeKey('theirs', 'ES256'), { sub: 'mallory' }),
    'a jku': header({ jku: 'http://127.0.0.1:9/' }),
    'a refresh token by its type': header({ typ: 'rt+jwt' }),
    'a logout token': header({ typ: 'logout+jwt' }),
    'no kid': header({ kid: undefined }),
    'a changed claim': `${head}.${encodeBase64Url(victim)}.${signature}`,
  };
}

/**
 * Returns the ES256 token with its other valid signature. Every ES256 signature (r, s) has a second valid form, (r, n-s),
 * which anyone can compute without the key.
 */
export function replaceSignature(token: string): string {
  const at = token.lastIndexOf('.') + 1;
  const bytes = Buffer.from(token.slice(at), 'base64url');
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  const other = Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex');
  return token.slice(0, at) + Buffer.concat([bytes.subarray(0, 32), other]).toString('base64url');
}

/** Returns genuine tokens of the provider that are not valid yet, keyed by the reason. */
export function earlyTokens(ec: Key): Record<string, string> {
  const now = Math.floor(Date.now() / 1000);
  return {
    'not valid yet': signToken(ec, { sub: 'mallory', nbf: now + 100 }),
    'issued tomorrow': signToken(ec, { sub: 'mallory', iat: now + 86_400, exp: now + 90_000 }),
  };
}
