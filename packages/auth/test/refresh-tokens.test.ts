import fc from 'fast-check';
import t from 'tap';
import { createRefreshTokens } from '../src/index.ts';
import { createTestIssuer, SESSION, USER } from './support/issuing.ts';

const tokens = createRefreshTokens('s'.repeat(32));
const validToken = tokens.mint({ sessionId: SESSION, generation: 7 });

t.test('checking a new refresh token returns its session and generation', async (t) => {
  t.same(tokens.check(validToken), { sessionId: SESSION, generation: 7 });
  t.equal(
    tokens.mint({ sessionId: SESSION, generation: 7 }),
    validToken,
    'the same claims give the same token',
  );
});

const accessToken = (await (await createTestIssuer()).issuer.issue({ userId: USER, sessionId: SESSION }))
  .token;
const invalidTokens: Record<string, unknown> = {
  nothing: undefined,
  'an object': { sessionId: SESSION },
  empty: '',
  'another generation': validToken.replace('.7.', '.8.'),
  'a generation with a leading zero': validToken.replace('.7.', '.07.'),
  'a negative generation': validToken.replace('.7.', '.-7.'),
  'another session': validToken.replace('bbb', 'ccc'),
  'another secret': createRefreshTokens('t'.repeat(32)).mint({ sessionId: SESSION, generation: 7 }),
  'cut short': validToken.slice(0, -1),
  'with more characters at the end': `${validToken}A`,
  'with a line break at the end': `${validToken}\n`,
  'an access token': accessToken,
};
for (const [name, token] of Object.entries(invalidTokens)) {
  t.test(`a malformed or forged refresh token is refused: ${name}`, async (t) => {
    t.throws(() => tokens.check(token), { code: 'UNAUTHENTICATED', message: /log in again/ });
  });
}

t.test('a refresh token with any character changed is refused', async (t) => {
  const changedCharacter = fc.tuple(fc.nat(validToken.length - 1), fc.string({ minLength: 1, maxLength: 1 }));
  fc.assert(
    fc.property(changedCharacter, ([at, char]) => {
      const changedToken = validToken.slice(0, at) + char + validToken.slice(at + 1);
      if (changedToken === validToken) return;
      t.throws(() => tokens.check(changedToken), { code: 'UNAUTHENTICATED' });
    }),
  );
});
