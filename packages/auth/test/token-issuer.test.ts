import { decodeJwt, decodeProtectedHeader } from 'jose';
import t from 'tap';
import { AUDIENCE, createTestIssuer, ISSUER, NOW, NOW_S, SESSION_ID, USER_ID } from './support/issuing.ts';

t.test('an issued token has the claims and the header of an access token', async (t) => {
  const { issuer } = await createTestIssuer();
  const { token, expiresIn, expiresAt } = await issuer.issue({ userId: USER_ID, sessionId: SESSION_ID });
  t.equal(expiresIn, 3600);
  t.equal(expiresAt.getTime(), NOW + 3_600_000);
  t.same(decodeProtectedHeader(token), { alg: 'EdDSA', typ: 'at+jwt', kid: 'k1' });
  t.match(decodeJwt(token), {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: USER_ID,
    sid: SESSION_ID,
    iat: NOW_S,
    exp: NOW_S + 3600,
  });
});

t.test('two tokens that are issued for one session at the same time differ', async (t) => {
  const { issuer } = await createTestIssuer();
  const tokenSubject = { userId: USER_ID, sessionId: SESSION_ID };
  t.not((await issuer.issue(tokenSubject)).token, (await issuer.issue(tokenSubject)).token);
});
