import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { ChatError } from '@kcs/contracts';
import { exportSPKI, generateKeyPair, importJWK, type JWK } from 'jose';
import t from 'tap';
import { createRefreshTokens, generateSigningKeys } from '../src/index.ts';
import {
  createTestIssuer,
  encode,
  goodClaims,
  goodHeader,
  NOW_S,
  SESSION,
  signForgedToken,
} from './support/issuing.ts';

const { json, keys, verifier, issuer } = await createTestIssuer();
const ownJwk = JSON.parse(json).keys[0] as JWK;
const { d: _private, ...publicJwk } = ownJwk;
const publicKey = await importJWK(publicJwk, 'EdDSA');
const spki = await exportSPKI(publicKey as never);
const otherJwk = JSON.parse(await generateSigningKeys('k1')).keys[0] as JWK;
const otherKey = await importJWK(otherJwk, 'EdDSA');
const es256 = await generateKeyPair('ES256');

const { iss: _iss, ...noIss } = goodClaims;
const { aud: _aud, ...noAud } = goodClaims;
const { sub: _sub, ...noSub } = goodClaims;
const { sid: _sid, ...noSid } = goodClaims;
const { exp: _exp, ...noExp } = goodClaims;
const { iat: _iat, ...noIat } = goodClaims;
const { jti: _jti, ...noJti } = goodClaims;

const claims = (changed: object) => signForgedToken(keys.key, { ...goodClaims, ...changed }, {});
/**
 * Builds a token with a header that jose would refuse to sign, and signs it with our own key, as an attacker who has
 * the key could.
 */
const header = (changed: object) => {
  const signingInput = `${encode({ ...goodHeader, ...changed })}.${encode(goodClaims)}`;
  const key = createPrivateKey({ key: ownJwk as never, format: 'jwk' });
  return `${signingInput}.${sign(null, Buffer.from(signingInput), key).toString('base64url')}`;
};
const hmac = (secret: string, alg: string) => {
  const signingInput = `${encode({ ...goodHeader, alg })}.${encode(goodClaims)}`;
  const digest = alg.replace('HS', 'sha');
  return `${signingInput}.${createHmac(digest, secret).update(signingInput).digest('base64url')}`;
};
const validToken = (await issuer.issue({ userId: goodClaims.sub, sessionId: SESSION })).token;
const [head, body, signature] = validToken.split('.') as [string, string, string];

const hostileTokens: Record<string, unknown> = {
  'nothing at all': undefined,
  null: null,
  'an empty string': '',
  'a number': 42,
  'an object with toString': { toString: () => validToken },
  'an array of a good token': [validToken],
  'a word': 'letmein',
  'two dots and nothing else': '..',
  'without a signature': `${head}.${body}.`,
  'without its last part': `${head}.${body}`,
  'with a fourth part': `${validToken}.${signature}`,
  'cut short': validToken.slice(0, -10),
  'with a line break at the end': `${validToken}\n`,
  'with a leading space': ` ${validToken}`,
  'with the scheme before it': `Bearer ${validToken}`,
  'with padding': `${validToken}==`,
  'a megabyte long': 'a'.repeat(1_000_000),
  'a good one with a megabyte appended': `${validToken}${'A'.repeat(1_000_000)}`,
  'a changed claim under the old signature': `${head}.${encode({ ...goodClaims, sub: `user_${'z'.repeat(26)}` })}.${signature}`,
  'a changed header under the old signature': `${encode({ ...goodHeader, kid: 'k2' })}.${body}.${signature}`,
  'a signature of zeroes': `${head}.${body}.${encode('\0'.repeat(64))}`,
  'alg none without signature': `${encode({ ...goodHeader, alg: 'none' })}.${body}.`,
  'alg none with the old signature': `${encode({ ...goodHeader, alg: 'none' })}.${body}.${signature}`,
  'alg NONE': `${encode({ ...goodHeader, alg: 'NONE' })}.${body}.${signature}`,
  'alg nOnE': `${encode({ ...goodHeader, alg: 'nOnE' })}.${body}.${signature}`,
  'no alg': header({ alg: undefined }),
  'alg as a list': header({ alg: ['EdDSA'] }),
  'HS256 with the PEM of the public key as the secret': hmac(spki, 'HS256'),
  'HS256 with the JSON of the public key as the secret': hmac(JSON.stringify(publicJwk), 'HS256'),
  'HS256 with the raw public key as the secret': hmac(publicJwk.x as string, 'HS256'),
  'HS512 with an empty secret': hmac('', 'HS512'),
  'ES256 under the id of an Ed25519 key': await signForgedToken(es256.privateKey, goodClaims, {
    alg: 'ES256',
  }),
  'alg RS256, signed with Ed25519': header({ alg: 'RS256' }),
  'another key under the same id': await signForgedToken(otherKey, goodClaims, {}),
  'another key under an unknown id': await signForgedToken(otherKey, goodClaims, { kid: 'theirs' }),
  'no kid': header({ kid: undefined }),
  'an empty kid': header({ kid: '' }),
  'kid as a path': header({ kid: '../../../../dev/null' }),
  'kid as SQL': header({ kid: "k1' UNION SELECT 'secret' --" }),
  'kid as a command': header({ kid: 'k1|whoami' }),
  'kid as a URL': header({ kid: 'http://127.0.0.1/keys' }),
  'kid as __proto__': header({ kid: '__proto__' }),
  'kid as constructor': header({ kid: 'constructor' }),
  'kid as an object': header({ kid: { k: 'k1' } }),
  'kid of a kilobyte': header({ kid: 'k'.repeat(1024) }),
  'no typ': header({ typ: undefined }),
  'typ JWT': header({ typ: 'JWT' }),
  'typ application/at+jwt': header({ typ: 'application/at+jwt' }),
  'typ of a refresh token': header({ typ: 'rt+jwt' }),
  'typ in a list': header({ typ: ['at+jwt'] }),
  'a jwk header with the attacker’s key': await signForgedToken(otherKey, goodClaims, {
    jwk: { kty: 'OKP', crv: 'Ed25519', x: otherJwk.x },
  }),
  'a jku header': header({ jku: 'http://127.0.0.1:9/keys' }),
  'an x5u header': header({ x5u: 'http://127.0.0.1:9/cert' }),
  'an x5c header': header({ x5c: ['AAAA'] }),
  'a crit header': header({ crit: ['exp'], exp: NOW_S }),
  'b64 switched off': header({ b64: false, crit: ['b64'] }),
  'zip in the header': header({ zip: 'DEF' }),
  'a header that is a list': `${encode([goodHeader])}.${body}.${signature}`,
  'a header that is not JSON': `${encode('{alg:EdDSA}')}.${body}.${signature}`,
  'a header that is null': `${encode('null')}.${body}.${signature}`,
  'a foreign issuer': await claims({ iss: 'https://login.example.org' }),
  'an issuer that only starts like ours': await claims({ iss: 'kcs-chat.example.org' }),
  'an issuer in a list': await claims({ iss: ['kcs-chat'] }),
  'no issuer': await signForgedToken(keys.key, noIss, {}),
  'a foreign audience': await claims({ aud: 'kcs-mail' }),
  'an audience list with ours in it': await claims({ aud: ['kcs-chat', 'kcs-mail'] }),
  'an audience list with only ours': await claims({ aud: ['kcs-chat'] }),
  'no audience': await signForgedToken(keys.key, noAud, {}),
  'no subject': await signForgedToken(keys.key, noSub, {}),
  'an empty subject': await claims({ sub: '' }),
  'a subject that is not a user id': await claims({ sub: 'admin' }),
  'a subject with a line break': await claims({ sub: `${goodClaims.sub}\n` }),
  'a subject as an object': await claims({ sub: { id: goodClaims.sub } }),
  'no session': await signForgedToken(keys.key, noSid, {}),
  'a malformed session id': await claims({ sid: "sess_' OR 1=1" }),
  'no expiry': await signForgedToken(keys.key, noExp, {}),
  'expiry as text': await claims({ exp: String(NOW_S + 3600) }),
  'expiry null': await claims({ exp: null }),
  'expiry beyond all dates': await claims({ exp: 1e300 }),
  'expired an hour ago': await claims({ iat: NOW_S - 7200, exp: NOW_S - 3600 }),
  'expired 31 seconds ago': await claims({ iat: NOW_S - 60, exp: NOW_S - 31 }),
  'expiry before issue': await claims({ iat: NOW_S + 3, exp: NOW_S + 2 }),
  'nbf as text': await claims({ nbf: 'now' }),
  'no issue time': await signForgedToken(keys.key, noIat, {}),
  'no token id': await signForgedToken(keys.key, noJti, {}),
  'a refresh token': createRefreshTokens('s'.repeat(32)).mint({ sessionId: SESSION, generation: 1 }),
};

t.test('an access token that nobody has changed is accepted', async (t) => {
  t.match(await verifier.verify(validToken), { userId: goodClaims.sub, sessionId: SESSION });
  t.match(await verifier.verify(await claims({})), { userId: goodClaims.sub });
  t.match(await verifier.verify(header({})), { userId: goodClaims.sub });
});

for (const [name, token] of Object.entries(hostileTokens)) {
  t.test(`a hostile access token is refused: ${name}`, async (t) => {
    const refusal = await verifier.verify(token).then(
      () => t.fail('the token was accepted'),
      (error: unknown) => error,
    );
    if (!(refusal instanceof ChatError)) return t.fail(`not a ChatError: ${refusal}`);
    t.equal(refusal.code, 'UNAUTHENTICATED');
    t.match(refusal.message, /log in|refresh it/i, 'the message says what to do');
    const tokenParts = typeof token === 'string' ? token.split('.').filter((part) => part.length > 8) : [];
    t.notOk(
      tokenParts.some((part) => refusal.message.includes(part)),
      'the message contains no part of the token',
    );
  });
}
