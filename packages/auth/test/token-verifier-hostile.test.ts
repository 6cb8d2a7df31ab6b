import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { ChatError } from '@kcs/contracts';
import { exportSPKI, generateKeyPair, importJWK, type JWK } from 'jose';
import t from 'tap';
import { createRefreshTokenIssuer, generateSigningKeys } from '../src/index.ts';
import {
  createTestIssuer,
  encodeBase64Url,
  goodClaims,
  goodHeader,
  NOW_S,
  SESSION_ID,
  signForgedToken,
} from './support/issuing.ts';

const { json, keys, verifier, issuer } = await createTestIssuer();
const issuerPrivateJwk = JSON.parse(json).keys[0] as JWK;
const { d: _private, ...publicJwk } = issuerPrivateJwk;
const publicKey = await importJWK(publicJwk, 'EdDSA');
const publicKeyPem = await exportSPKI(publicKey as never);
const foreignJwk = JSON.parse(await generateSigningKeys('k1')).keys[0] as JWK;
const foreignKey = await importJWK(foreignJwk, 'EdDSA');
const es256KeyPair = await generateKeyPair('ES256');

const { iss: _iss, ...noIss } = goodClaims;
const { aud: _aud, ...noAud } = goodClaims;
const { sub: _sub, ...noSub } = goodClaims;
const { sid: _sid, ...noSid } = goodClaims;
const { exp: _exp, ...noExp } = goodClaims;
const { iat: _iat, ...noIat } = goodClaims;
const { jti: _jti, ...noJti } = goodClaims;

const signChangedClaims = (changed: object) => signForgedToken(keys.key, { ...goodClaims, ...changed }, {});
/**
 * Builds a token with a header that jose would refuse to sign, and signs it with our own key, as an attacker who has
 * the key could.
 */
const signChangedHeader = (changed: object) => {
  const signingInput = `${encodeBase64Url({ ...goodHeader, ...changed })}.${encodeBase64Url(goodClaims)}`;
  const issuerPrivateKey = createPrivateKey({ key: issuerPrivateJwk as never, format: 'jwk' });
  return `${signingInput}.${sign(null, Buffer.from(signingInput), issuerPrivateKey).toString('base64url')}`;
};
const signWithHmac = (secret: string, alg: string) => {
  const signingInput = `${encodeBase64Url({ ...goodHeader, alg })}.${encodeBase64Url(goodClaims)}`;
  const hashName = alg.replace('HS', 'sha');
  return `${signingInput}.${createHmac(hashName, secret).update(signingInput).digest('base64url')}`;
};
const validToken = (await issuer.issue({ userId: goodClaims.sub, sessionId: SESSION_ID })).token;
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
  'a changed claim under the old signature': `${head}.${encodeBase64Url({ ...goodClaims, sub: `user_${'z'.repeat(26)}` })}.${signature}`,
  'a changed header under the old signature': `${encodeBase64Url({ ...goodHeader, kid: 'k2' })}.${body}.${signature}`,
  'a signature of zeroes': `${head}.${body}.${encodeBase64Url('\0'.repeat(64))}`,
  'alg none without signature': `${encodeBase64Url({ ...goodHeader, alg: 'none' })}.${body}.`,
  'alg none with the old signature': `${encodeBase64Url({ ...goodHeader, alg: 'none' })}.${body}.${signature}`,
  'alg NONE': `${encodeBase64Url({ ...goodHeader, alg: 'NONE' })}.${body}.${signature}`,
  'alg nOnE': `${encodeBase64Url({ ...goodHeader, alg: 'nOnE' })}.${body}.${signature}`,
  'no alg': signChangedHeader({ alg: undefined }),
  'alg as a list': signChangedHeader({ alg: ['EdDSA'] }),
  'HS256 with the PEM of the public key as the secret': signWithHmac(publicKeyPem, 'HS256'),
  'HS256 with the JSON of the public key as the secret': signWithHmac(JSON.stringify(publicJwk), 'HS256'),
  'HS256 with the raw public key as the secret': signWithHmac(publicJwk.x as string, 'HS256'),
  'HS512 with an empty secret': signWithHmac('', 'HS512'),
  'ES256 under the id of an Ed25519 key': await signForgedToken(es256KeyPair.privateKey, goodClaims, {
    alg: 'ES256',
  }),
  'alg RS256, signed with Ed25519': signChangedHeader({ alg: 'RS256' }),
  'another key under the same id': await signForgedToken(foreignKey, goodClaims, {}),
  'another key under an unknown id': await signForgedToken(foreignKey, goodClaims, { kid: 'theirs' }),
  'no kid': signChangedHeader({ kid: undefined }),
  'an empty kid': signChangedHeader({ kid: '' }),
  'kid as a path': signChangedHeader({ kid: '../../../../dev/null' }),
  'kid as SQL': signChangedHeader({ kid: "k1' UNION SELECT 'secret' --" }),
  'kid as a command': signChangedHeader({ kid: 'k1|whoami' }),
  'kid as a URL': signChangedHeader({ kid: 'http://127.0.0.1/keys' }),
  'kid as __proto__': signChangedHeader({ kid: '__proto__' }),
  'kid as constructor': signChangedHeader({ kid: 'constructor' }),
  'kid as an object': signChangedHeader({ kid: { k: 'k1' } }),
  'kid of a kilobyte': signChangedHeader({ kid: 'k'.repeat(1024) }),
  'no typ': signChangedHeader({ typ: undefined }),
  'typ JWT': signChangedHeader({ typ: 'JWT' }),
  'typ application/at+jwt': signChangedHeader({ typ: 'application/at+jwt' }),
  'typ of a refresh token': signChangedHeader({ typ: 'rt+jwt' }),
  'typ in a list': signChangedHeader({ typ: ['at+jwt'] }),
  'a jwk header with the attacker’s key': await signForgedToken(foreignKey, goodClaims, {
    jwk: { kty: 'OKP', crv: 'Ed25519', x: foreignJwk.x },
  }),
  'a jku header': signChangedHeader({ jku: 'http://127.0.0.1:9/keys' }),
  'an x5u header': signChangedHeader({ x5u: 'http://127.0.0.1:9/cert' }),
  'an x5c header': signChangedHeader({ x5c: ['AAAA'] }),
  'a crit header': signChangedHeader({ crit: ['exp'], exp: NOW_S }),
  'b64 switched off': signChangedHeader({ b64: false, crit: ['b64'] }),
  'zip in the header': signChangedHeader({ zip: 'DEF' }),
  'a header that is a list': `${encodeBase64Url([goodHeader])}.${body}.${signature}`,
  'a header that is not JSON': `${encodeBase64Url('{alg:EdDSA}')}.${body}.${signature}`,
  'a header that is null': `${encodeBase64Url('null')}.${body}.${signature}`,
  'a foreign issuer': await signChangedClaims({ iss: 'https://login.example.org' }),
  'an issuer that only starts like ours': await signChangedClaims({ iss: 'kcs-chat.example.org' }),
  'an issuer in a list': await signChangedClaims({ iss: ['kcs-chat'] }),
  'no issuer': await signForgedToken(keys.key, noIss, {}),
  'a foreign audience': await signChangedClaims({ aud: 'kcs-mail' }),
  'an audience list with ours in it': await signChangedClaims({ aud: ['kcs-chat', 'kcs-mail'] }),
  'an audience list with only ours': await signChangedClaims({ aud: ['kcs-chat'] }),
  'no audience': await signForgedToken(keys.key, noAud, {}),
  'no subject': await signForgedToken(keys.key, noSub, {}),
  'an empty subject': await signChangedClaims({ sub: '' }),
  'a subject that is not a user id': await signChangedClaims({ sub: 'admin' }),
  'a subject with a line break': await signChangedClaims({ sub: `${goodClaims.sub}\n` }),
  'a subject as an object': await signChangedClaims({ sub: { id: goodClaims.sub } }),
  'no session': await signForgedToken(keys.key, noSid, {}),
  'a malformed session id': await signChangedClaims({ sid: "sess_' OR 1=1" }),
  'no expiry': await signForgedToken(keys.key, noExp, {}),
  'expiry as text': await signChangedClaims({ exp: String(NOW_S + 3600) }),
  'expiry null': await signChangedClaims({ exp: null }),
  'expiry beyond all dates': await signChangedClaims({ exp: 1e300 }),
  'expired an hour ago': await signChangedClaims({ iat: NOW_S - 7200, exp: NOW_S - 3600 }),
  'expired 31 seconds ago': await signChangedClaims({ iat: NOW_S - 60, exp: NOW_S - 31 }),
  'expiry before issue': await signChangedClaims({ iat: NOW_S + 3, exp: NOW_S + 2 }),
  'nbf as text': await signChangedClaims({ nbf: 'now' }),
  'no issue time': await signForgedToken(keys.key, noIat, {}),
  'no token id': await signForgedToken(keys.key, noJti, {}),
  'a refresh token': createRefreshTokenIssuer('s'.repeat(32)).mint({ sessionId: SESSION_ID, generation: 1 }),
};

t.test('an access token that nobody has changed is accepted', async (t) => {
  t.match(await verifier.verify(validToken), { userId: goodClaims.sub, sessionId: SESSION_ID });
  t.match(await verifier.verify(await signChangedClaims({})), { userId: goodClaims.sub });
  t.match(await verifier.verify(signChangedHeader({})), { userId: goodClaims.sub });
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
    const longTokenParts =
      typeof token === 'string' ? token.split('.').filter((part) => part.length > 8) : [];
    t.notOk(
      longTokenParts.some((part) => refusal.message.includes(part)),
      'the message contains no part of the token',
    );
  });
}
