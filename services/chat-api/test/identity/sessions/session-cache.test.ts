import type { AccessClaims } from '@kcs/auth';
import t from 'tap';
import type { Database } from '../../../src/database/database.ts';
import { createSessionCache } from '../../../src/identity/sessions/session-cache.ts';

const SESSION = `sess_${'a'.repeat(26)}`;
const USER = `user_${'b'.repeat(26)}`;
const claims: AccessClaims = { userId: USER, sessionId: SESSION, tokenId: 't', issuedAt: 0, expiresAt: 0 };

/** A database whose answers wait until the test lets them go: what only timing decides cannot be asked of a real one. */
function fixture() {
  const asked: ((alive: boolean) => void)[] = [];
  const row = { id: USER, name: 'Ada', user_type: 'Student', stale: false };
  const prisma = {
    $queryRaw: () => new Promise((resolve) => asked.push((alive) => resolve(alive ? [row] : []))),
  };
  const life = createSessionCache({ db: { prisma } as unknown as Pick<Database, 'prisma'> });
  return { asked, life };
}

t.test(
  'requests of one session at once share a question, and the answer is trustedProfile for a while',
  async (t) => {
    const { asked, life } = fixture();
    const both = Promise.all([life.userOf(claims), life.userOf(claims)]);
    t.equal(asked.length, 1);
    asked[0]?.(true);
    t.match(await both, [{ id: USER }, { id: USER }]);
    await life.userOf(claims);
    t.equal(asked.length, 1);
  },
);

t.test('an end counts at once', async (t) => {
  const { asked, life } = fixture();
  const first = life.userOf(claims);
  asked[0]?.(true);
  await first;
  life.invalidateSessions([SESSION]);
  const second = life.userOf(claims);
  asked[1]?.(false);
  await t.rejects(second, { code: 'UNAUTHENTICATED' });
});

t.test('an answer that was on its way when the session ended is not trustedProfile afterwards', async (t) => {
  const { asked, life } = fixture();
  const first = life.userOf(claims);
  life.invalidateSessions([SESSION]);
  asked[0]?.(true);
  await first;
  const second = life.userOf(claims);
  t.equal(asked.length, 2, 'it is asked again');
  asked[1]?.(false);
  await t.rejects(second, { code: 'UNAUTHENTICATED' });
});

t.test('a change of the user is asked for again', async (t) => {
  const { asked, life } = fixture();
  const first = life.userOf(claims);
  asked[0]?.(true);
  await first;
  life.invalidateUser(USER);
  void life.userOf(claims);
  t.equal(asked.length, 2);
});

t.test('a token of another user with this session is refused', async (t) => {
  const { asked, life } = fixture();
  const question = life.userOf({ ...claims, userId: `user_${'c'.repeat(26)}` });
  asked[0]?.(true);
  await t.rejects(question, { code: 'UNAUTHENTICATED' });
});
