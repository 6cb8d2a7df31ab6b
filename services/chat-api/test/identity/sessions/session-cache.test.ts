import type { AccessClaims } from '@kcs/auth';
import t from 'tap';
import type { Database } from '../../../src/database/database.ts';
import { createSessionCache } from '../../../src/identity/sessions/session-cache.ts';

const SESSION_ID = `sess_${'a'.repeat(26)}`;
const USER_ID = `user_${'b'.repeat(26)}`;
const claims: AccessClaims = {
  userId: USER_ID,
  sessionId: SESSION_ID,
  tokenId: 't',
  issuedAt: 0,
  expiresAt: 0,
};

/** Creates a session cache with a stand-in for the database, so that the test decides when each query returns. */
function createCacheFixture() {
  const pendingQueries: ((alive: boolean) => void)[] = [];
  const sessionRow = { id: USER_ID, name: 'Ada', user_type: 'Student', stale: false };
  const prisma = {
    $queryRaw: () =>
      new Promise((resolve) => pendingQueries.push((alive) => resolve(alive ? [sessionRow] : []))),
  };
  const cache = createSessionCache({ db: { prisma } as unknown as Pick<Database, 'prisma'> });
  return { pendingQueries, cache };
}

t.test('concurrent lookups of one session share one query, and the result is cached', async (t) => {
  const { pendingQueries, cache } = createCacheFixture();
  const lookups = Promise.all([cache.userOf(claims), cache.userOf(claims)]);
  t.equal(pendingQueries.length, 1);
  pendingQueries[0]?.(true);
  t.match(await lookups, [{ id: USER_ID }, { id: USER_ID }]);
  await cache.userOf(claims);
  t.equal(pendingQueries.length, 1);
});

t.test('the session cache refuses an ended session immediately', async (t) => {
  const { pendingQueries, cache } = createCacheFixture();
  const firstLookup = cache.userOf(claims);
  pendingQueries[0]?.(true);
  await firstLookup;
  cache.invalidateSessions([SESSION_ID]);
  const secondLookup = cache.userOf(claims);
  pendingQueries[1]?.(false);
  await t.rejects(secondLookup, { code: 'UNAUTHENTICATED' });
});

t.test('the result of a query that was running when the session ended is not cached', async (t) => {
  const { pendingQueries, cache } = createCacheFixture();
  const firstLookup = cache.userOf(claims);
  cache.invalidateSessions([SESSION_ID]);
  pendingQueries[0]?.(true);
  await firstLookup;
  const secondLookup = cache.userOf(claims);
  t.equal(pendingQueries.length, 2, 'it is queried again');
  pendingQueries[1]?.(false);
  await t.rejects(secondLookup, { code: 'UNAUTHENTICATED' });
});

t.test('changing a user invalidates the user’s cached sessions', async (t) => {
  const { pendingQueries, cache } = createCacheFixture();
  const firstLookup = cache.userOf(claims);
  pendingQueries[0]?.(true);
  await firstLookup;
  cache.invalidateUser(USER_ID);
  void cache.userOf(claims);
  t.equal(pendingQueries.length, 2);
});

t.test('a token whose session belongs to another user is refused', async (t) => {
  const { pendingQueries, cache } = createCacheFixture();
  const lookup = cache.userOf({ ...claims, userId: `user_${'c'.repeat(26)}` });
  pendingQueries[0]?.(true);
  await t.rejects(lookup, { code: 'UNAUTHENTICATED' });
});
