import t from 'tap';
import { createAdmissions } from '../../src/external/admissions.ts';
import type { ExternalClaims } from '../../src/index.ts';
import { NOW, SESSION } from '../support/issuing.ts';

const claims: ExternalClaims = {
  issuer: 'https://id.example',
  subject: 'ada',
  sessionId: SESSION,
  profile: { name: 'Ada', email: null, userType: 'Teacher' },
  issuedAt: 0,
  expiresAt: NOW,
};

t.test(
  "after a minute, an external token is admitted again, so that the user's profile is updated",
  async (t) => {
    let now = NOW;
    let admissionCount = 0;
    const admissions = createAdmissions(
      async () => {
        admissionCount += 1;
        return `user ${admissionCount}`;
      },
      () => now,
    );
    t.equal(await admissions.userOf(claims), 'user 1');
    now += 60_000;
    t.equal(await admissions.userOf(claims), 'user 1');
    now += 1;
    t.equal(await admissions.userOf(claims), 'user 2');
  },
);

t.test(
  'concurrent first requests with a token share one admission, and each session is admitted separately',
  async (t) => {
    let admissionCount = 0;
    const admissions = createAdmissions(
      async ({ sessionId }) => {
        admissionCount += 1;
        return sessionId;
      },
      () => NOW,
    );
    await Promise.all(Array.from({ length: 10 }, () => admissions.userOf(claims)));
    t.equal(admissionCount, 1);
    t.equal(await admissions.userOf({ ...claims, sessionId: 'another' }), 'another');
  },
);

t.test('a failed admission of an external token is not cached', async (t) => {
  let isAdmissionFailing = true;
  const admissions = createAdmissions(
    async () => {
      if (isAdmissionFailing) throw new Error('unavailable');
      return 'user';
    },
    () => NOW,
  );
  await t.rejects(admissions.userOf(claims), { message: 'unavailable' });
  isAdmissionFailing = false;
  t.equal(await admissions.userOf(claims), 'user');
});
