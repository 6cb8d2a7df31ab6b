import { LIMITS } from '@kcs/contracts';
import t from 'tap';
import { readExternalClaims, readExternalTokenHeader } from '../../src/external/read-external-token.ts';
import { encodeBase64Url, NOW, NOW_S } from '../support/issuing.ts';

const encodeAndReadHeader = (header: unknown) =>
  readExternalTokenHeader(`${encodeBase64Url(header)}.e30.c2ln`);
const validHeader = { alg: 'RS256', kid: 'key/1+=' };

t.test('the header of a provider token must have an allowed algorithm and a key id', async (t) => {
  for (const alg of ['EdDSA', 'ES256', 'RS256', 'PS256']) {
    t.same(encodeAndReadHeader({ ...validHeader, alg }), { alg, kid: validHeader.kid });
  }
  for (const typ of [undefined, 'JWT', 'at+jwt', 'application/at+jwt'])
    t.ok(encodeAndReadHeader({ ...validHeader, typ }));
  const refusedHeaders: Record<string, object> = {
    'alg none': { ...validHeader, alg: 'none' },
    'a symmetric algorithm': { ...validHeader, alg: 'HS256' },
    'no kid': { alg: 'RS256' },
    'a kid with a line break': { ...validHeader, kid: 'a\nb' },
    'a logout token': { ...validHeader, typ: 'logout+jwt' },
    'a key by address': { ...validHeader, jku: 'http://127.0.0.1' },
    'critical extensions': { ...validHeader, crit: ['exp'] },
  };
  for (const [name, bad] of Object.entries(refusedHeaders))
    t.equal(encodeAndReadHeader(bad), undefined, name);
});

t.test('overlong tokens and malformed tokens are refused without being decoded', async (t) => {
  t.equal(readExternalTokenHeader(`${encodeBase64Url(validHeader)}.${'x'.repeat(8_192)}.c2ln`), undefined);
  t.equal(readExternalTokenHeader('a.b'), undefined);
  t.equal(readExternalTokenHeader(`${encodeBase64Url('not JSON')}.e30.c2ln`), undefined);
});

const validPayload = { iss: 'https://id.example', sub: 'ada', exp: NOW_S + 60 };
const readChangedClaims = (changes: object = {}, token = 'h.p.s') =>
  readExternalClaims({ ...validPayload, ...changes }, token);

t.test('a provider token without a valid subject or valid times is refused', async (t) => {
  t.match(readChangedClaims(), {
    issuer: validPayload.iss,
    subject: 'ada',
    issuedAt: 0,
    expiresAt: NOW + 60_000,
  });
  t.match(readChangedClaims({ iat: NOW_S + 0.5 }), { issuedAt: NOW + 500 });
  const refusedClaims: Record<string, object> = {
    'no issuer': { iss: undefined },
    'no subject': { sub: undefined },
    'a blank subject': { sub: ' ' },
    'a subject with a control character': { sub: 'a\u0007' },
    'a subject that is too long': { sub: 'x'.repeat(256) },
    'no expiry': { exp: undefined },
    'an expiry before the issue': { iat: NOW_S + 61 },
    'an issue time that is text': { iat: 'now' },
    'a security event': { events: {} },
  };
  for (const [name, changes] of Object.entries(refusedClaims))
    t.equal(readChangedClaims(changes), undefined, name);
});

t.test(
  'the session id for an external token depends on the signed part of the token, not on the signature',
  async (t) => {
    const sessionId = readChangedClaims({}, 'h.p.one')?.sessionId;
    t.match(sessionId, /^sess_[0-9a-z]{26}$/);
    t.equal(readChangedClaims({}, 'h.p.two')?.sessionId, sessionId);
    t.not(readChangedClaims({}, 'h.q.one')?.sessionId, sessionId);
  },
);

t.test(
  'the profile of a provider token omits an email address that the provider has not verified',
  async (t) => {
    const email = 'Head@School.example';
    for (const email_verified of [false, 'false'])
      t.equal(readChangedClaims({ email, email_verified })?.profile.email, null);
    for (const email_verified of [true, undefined]) {
      t.equal(readChangedClaims({ email, email_verified })?.profile.email, 'head@school.example');
    }
    for (const bad of ['', 'head', 'a@b c', `${'x'.repeat(251)}@b.c`, 7]) {
      t.equal(readChangedClaims({ email: bad })?.profile.email, null, String(bad));
    }
  },
);

t.test(
  'a name in a provider token is cleaned, and an unusable name is replaced with the email address or the subject',
  async (t) => {
    const readNameOf = (changes: object) => readChangedClaims(changes)?.profile.name;
    t.equal(readNameOf({ name: ' Ada\n\u0000Lovelace ' }), 'Ada Lovelace');
    t.equal(readNameOf({ name: '👋'.repeat(201) }), '👋'.repeat(LIMITS.USER_NAME_CODE_POINTS));
    t.equal(readNameOf({ name: 'Zoe\u0308\u202e\ud800' }), 'Zoë', 'TEXT-5');
    t.equal(readNameOf({ name: '\u200b\u3164', email: 'eve@b.c' }), 'eve', 'no visible character');
    t.equal(readNameOf({ name: ' ', email: 'eve@b.c' }), 'eve');
    t.equal(readNameOf({ sub: 'x'.repeat(40) }), 'x'.repeat(12));
  },
);

t.test('a provider token with an unknown user type makes the user a Student', async (t) => {
  t.equal(readChangedClaims({ user_type: 'Admin' })?.profile.userType, 'Admin');
  for (const user_type of ['admin', 7, undefined])
    t.equal(readChangedClaims({ user_type })?.profile.userType, 'Student');
});
