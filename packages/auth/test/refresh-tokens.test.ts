import fc from 'fast-check';
import t from 'tap';
import { createRefreshTokenIssuer } from '../src/index.ts';
import { createTestIssuer, SESSION_ID, USER_ID } from './support/issuing.ts';

const refreshTokenIssuer = createRefreshTokenIssuer('s'.repeat(32));
const validToken = refreshTokenIssuer.mint({ sessionId: SESSION_ID, generation: 7 });

t.test('checking a new refresh token returns its session and generation', async (t) => {
  t.same(refreshTokenIssuer.check(validToken), { sessionId: SESSION_ID, generation: 7 });
  t.equal(
    refreshTokenIssuer.mint({ sessionId: SESSION_ID, generation: 7 }),
    validToken,
    'the same claims give the same token',
  );
});

const accessToken = (
  await (await createTestIssuer()).issuer.issue({ userId: USER_ID, sessionId: SESSION_ID })
).token;
const invalidTokens: Record<string, unknown> = {
  nothing: undefined,
  'an object': { sessionId: SESSION_ID },
  empty: '',
  'another generation': validToken.replace('.7.', '.8.'),
  'a generation with a leading zero': validToken.replace('.7.', '.07.'),
  'a negative generation': validToken.replace('.7.', '.-7.'),
  'another session': validToken.replace('bbb', 'ccc'),
  'another secret': createRefreshTokenIssuer('t'.repeat(32)).mint({ sessionId: SESSION_ID, generation: 7 }),
  'cut short': validToken.slice(0, -1),
  'with more characters at the end': `${validToken}A`,
  'with a line break at the end': `${validToken}\n`,
  'an access token': accessToken,
};
for (const [name, token] of Object.entries(invalidTokens)) {
  t.test(`a malformed or forged refresh token is refused: ${name}`, async (t) => {
    t.throws(() => refreshTokenIssuer.check(token), { code: 'UNAUTHENTICATED', message: /log in again/ });
  });
}

t.test('a refresh token with any character changed is refused', async (t) => {
  const characterChangeArbitrary = fc.tuple(
    fc.nat(validToken.length - 1),
    fc.string({ minLength: 1, maxLength: 1 }),
  );
  fc.assert(
    fc.property(characterChangeArbitrary, ([at, char]) => {
      const changedToken = validToken.slice(0, at) + char + validToken.slice(at + 1);
      if (changedToken === validToken) return;
      t.throws(() => refreshTokenIssuer.check(changedToken), { code: 'UNAUTHENTICATED' });
    }),
  );
});
