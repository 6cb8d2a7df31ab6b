import type { AccessClaims } from '@kcs/auth';
import t from 'tap';
import type { Database } from '../../../src/database/database.ts';
import { createSessionCache } from '../../../src/identity/sessions/session-cache.ts';

const SESSION_ID = `sess_${'a'.repeat(26)}`;
const USER_ID = `user_${'b'.repeat(26)}`;
const accessClaims: AccessClaims = {
  userId: USER_ID,
  sessionId: SESSION_ID,
  tokenId: 't',
  issuedAt: 0,
  expiresAt: 0,
};

/** Creates a session cache with a stand-in for the database, so that the test decides when each query returns. */
function createCacheFixture() {
  const queryResolvers: ((alive: boolean) => void)[] = [];
  const sessionRow = { id: USER_ID, name: 'Ada', user_type: 'Student', stale: false };
  const prismaStandIn = {
    $queryRaw: () =>
      new Promise((resolve) => queryResolvers.push((alive) => resolve(alive ? [sessionRow] : []))),
  };
  const cache = createSessionCache({ db: { prisma: prismaStandIn } as unknown as Pick<Database, 'prisma'> });
  return { queryResolvers, cache };
}

t.test('concurrent lookups of one session share one query, and the result is cached', async (t) => {
  const { queryResolvers, cache } = createCacheFixture();
  const pendingLookups = Promise.all([cache.userOf(accessClaims), cache.userOf(accessClaims)]);
  t.equal(queryResolvers.length, 1);
  queryResolvers[0]?.(true);
  t.match(await pendingLookups, [{ id: USER_ID }, { id: USER_ID }]);
  await cache.userOf(accessClaims);
  t.equal(queryResolvers.length, 1);
});

t.test('the session cache refuses an ended session immediately', async (t) => {
  const { queryResolvers, cache } = createCacheFixture();
  const firstPendingLookup = cache.userOf(accessClaims);
  queryResolvers[0]?.(true);
  await firstPendingLookup;
  cache.invalidateSessions([SESSION_ID]);
  const secondPendingLookup = cache.userOf(accessClaims);
  queryResolvers[1]?.(false);
  await t.rejects(secondPendingLookup, { code: 'UNAUTHENTICATED' });
});

t.test('the result of a query that was running when the session ended is not cached', async (t) => {
  const { queryResolvers, cache } = createCacheFixture();
  const firstPendingLookup = cache.userOf(accessClaims);
  cache.invalidateSessions([SESSION_ID]);
  queryResolvers[0]?.(true);
  await firstPendingLookup;
  const secondPendingLookup = cache.userOf(accessClaims);
  t.equal(queryResolvers.length, 2, 'it is queried again');
  queryResolvers[1]?.(false);
  await t.rejects(secondPendingLookup, { code: 'UNAUTHENTICATED' });
});

t.test('changing a user invalidates the user’s cached sessions', async (t) => {
  const { queryResolvers, cache } = createCacheFixture();
  const firstPendingLookup = cache.userOf(accessClaims);
  queryResolvers[0]?.(true);
  await firstPendingLookup;
  cache.invalidateUser(USER_ID);
  void cache.userOf(accessClaims);
  t.equal(queryResolvers.length, 2);
});

t.test('a token whose session belongs to another user is refused', async (t) => {
  const { queryResolvers, cache } = createCacheFixture();
  const pendingLookup = cache.userOf({ ...accessClaims, userId: `user_${'c'.repeat(26)}` });
  queryResolvers[0]?.(true);
  await t.rejects(pendingLookup, { code: 'UNAUTHENTICATED' });
});
