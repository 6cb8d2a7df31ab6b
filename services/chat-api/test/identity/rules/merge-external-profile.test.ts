import type { ExternalProfile } from '@kcs/auth';
import t from 'tap';
import { believed, takeOverProfile } from '../../../src/identity/rules/merge-external-profile.ts';

const ADA: ExternalProfile = { name: 'Ada', email: 'ada@x.example', userType: 'Teacher' };
const MINUTE = 60_000;
const taken = { ...ADA, issuedAt: 5 * MINUTE, takenAt: 5 * MINUTE };
const at = (minutes: number) => ({ issuedAt: minutes * MINUTE, now: minutes * MINUTE });

t.test('only news are taken over, so that what an Admin changed here stays', async (t) => {
  t.equal(takeOverProfile(taken, ADA, { issuedAt: 5 * MINUTE, now: 7 * MINUTE }), undefined);
  t.same(takeOverProfile(taken, { ...ADA, name: 'Ada K.', email: null }, at(7)), {
    changed: { name: 'Ada K.', email: null },
    taken: { ...ADA, name: 'Ada K.', email: null, issuedAt: 7 * MINUTE, takenAt: 7 * MINUTE },
  });
});

t.test('an older token changes nothing, and there is one change a minute', async (t) => {
  const news = { ...ADA, userType: 'Staff' as const };
  t.equal(takeOverProfile(taken, news, { issuedAt: 4 * MINUTE, now: 9 * MINUTE }), undefined);
  const same = takeOverProfile(taken, ADA, at(7));
  t.same(same, { changed: {}, taken: { ...taken, issuedAt: 7 * MINUTE } });
  t.equal(takeOverProfile(same?.taken ?? taken, news, { issuedAt: 6 * MINUTE, now: 9 * MINUTE }), undefined);
  t.equal(takeOverProfile(taken, news, { issuedAt: 5.9 * MINUTE, now: 5.9 * MINUTE }), undefined);
  t.match(takeOverProfile(taken, news, at(6)), { changed: { userType: 'Staff' } });
  t.match(takeOverProfile(taken, news, { issuedAt: 0, now: 7 * MINUTE }), {
    taken: { issuedAt: 7 * MINUTE },
  });
});

t.test('an Admin is one only where the provider may make one, and no more when it may not', async (t) => {
  const admin = { ...ADA, userType: 'Admin' as const };
  t.equal(believed(admin, true).userType, 'Admin');
  t.equal(believed(admin, false).userType, 'Student');
  t.equal(believed(ADA, false).userType, 'Teacher');
  const promoted = { ...taken, userType: 'Admin' as const };
  t.match(takeOverProfile(promoted, believed(admin, false), at(7)), { changed: { userType: 'Student' } });
});
