import t from 'tap';
import { createExternalUserIdCache } from '../../src/external/external-user-ids.ts';
import type { ExternalClaims } from '../../src/index.ts';
import { NOW, SESSION_ID } from '../support/issuing.ts';

const claimsOfAda: ExternalClaims = {
  issuer: 'https://id.example',
  subject: 'ada',
  sessionId: SESSION_ID,
  profile: { name: 'Ada', email: null, userType: 'Teacher' },
  issuedAt: 0,
  expiresAt: NOW,
};

t.test(
  "after a minute, an external token is admitted again, so that the user's profile is updated",
  async (t) => {
    let now = NOW;
    let admitCallCount = 0;
    const externalUserIdCache = createExternalUserIdCache(
      async () => {
        admitCallCount += 1;
        return `user ${admitCallCount}`;
      },
      () => now,
    );
    t.equal(await externalUserIdCache.userOf(claimsOfAda), 'user 1');
    now += 60_000;
    t.equal(await externalUserIdCache.userOf(claimsOfAda), 'user 1');
    now += 1;
    t.equal(await externalUserIdCache.userOf(claimsOfAda), 'user 2');
  },
);

t.test(
  'concurrent first requests with a token share one admission, and each session is admitted separately',
  async (t) => {
    let admitCallCount = 0;
    const externalUserIdCache = createExternalUserIdCache(
      async ({ sessionId }) => {
        admitCallCount += 1;
        return sessionId;
      },
      () => NOW,
    );
    await Promise.all(Array.from({ length: 10 }, () => externalUserIdCache.userOf(claimsOfAda)));
    t.equal(admitCallCount, 1);
    t.equal(await externalUserIdCache.userOf({ ...claimsOfAda, sessionId: 'another' }), 'another');
  },
);

t.test('a failed admission of an external token is not cached', async (t) => {
  let isAdmitFailing = true;
  const externalUserIdCache = createExternalUserIdCache(
    async () => {
      if (isAdmitFailing) throw new Error('unavailable');
      return 'user';
    },
    () => NOW,
  );
  await t.rejects(externalUserIdCache.userOf(claimsOfAda), { message: 'unavailable' });
  isAdmitFailing = false;
  t.equal(await externalUserIdCache.userOf(claimsOfAda), 'user');
});
