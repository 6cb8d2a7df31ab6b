import type { ExternalProfile } from '@kcs/auth';
import t from 'tap';
import { mergeExternalProfile, restrictProfile } from '../../../src/identity/rules/merge-external-profile.ts';

const ADA: ExternalProfile = { name: 'Ada', email: 'ada@x.example', userType: 'Teacher' };
const MINUTE = 60_000;
const stored = { ...ADA, issuedAt: 5 * MINUTE, takenAt: 5 * MINUTE };
const tokenAtMinute = (minutes: number) => ({ issuedAt: minutes * MINUTE, now: minutes * MINUTE });

t.test('only profile fields that the provider changed are merged, so edits by an Admin stay', async (t) => {
  t.equal(mergeExternalProfile(stored, ADA, { issuedAt: 5 * MINUTE, now: 7 * MINUTE }), undefined);
  t.same(mergeExternalProfile(stored, { ...ADA, name: 'Ada K.', email: null }, tokenAtMinute(7)), {
    changed: { name: 'Ada K.', email: null },
    stored: { ...ADA, name: 'Ada K.', email: null, issuedAt: 7 * MINUTE, takenAt: 7 * MINUTE },
  });
});

t.test(
  'an older token does not change the profile, and the profile changes at most once per minute',
  async (t) => {
    const changed = { ...ADA, userType: 'Staff' as const };
    t.equal(mergeExternalProfile(stored, changed, { issuedAt: 4 * MINUTE, now: 9 * MINUTE }), undefined);
    const unchangedMerge = mergeExternalProfile(stored, ADA, tokenAtMinute(7));
    t.same(unchangedMerge, { changed: {}, stored: { ...stored, issuedAt: 7 * MINUTE } });
    const older = { issuedAt: 6 * MINUTE, now: 9 * MINUTE };
    t.equal(mergeExternalProfile(unchangedMerge?.stored ?? stored, changed, older), undefined);
    const withinOneMinute = { issuedAt: 5.9 * MINUTE, now: 5.9 * MINUTE };
    t.equal(mergeExternalProfile(stored, changed, withinOneMinute), undefined);
    t.match(mergeExternalProfile(stored, changed, tokenAtMinute(6)), { changed: { userType: 'Staff' } });
    t.match(mergeExternalProfile(stored, changed, { issuedAt: 0, now: 7 * MINUTE }), {
      stored: { issuedAt: 7 * MINUTE },
    });
  },
);

t.test(
  'only a trusted identity provider can make a user Admin, and the user loses the role when the trust ends',
  async (t) => {
    const admin = { ...ADA, userType: 'Admin' as const };
    t.equal(restrictProfile(admin, true).userType, 'Admin');
    t.equal(restrictProfile(admin, false).userType, 'Student');
    t.equal(restrictProfile(ADA, false).userType, 'Teacher');
    const promoted = { ...stored, userType: 'Admin' as const };
    t.match(mergeExternalProfile(promoted, restrictProfile(admin, false), tokenAtMinute(7)), {
      changed: { userType: 'Student' },
    });
  },
);

t.test(
  'a name from the identity provider is cleaned by the text rule and is never empty (TEXT-5)',
  async (t) => {
    const nameFor = (name: string) => restrictProfile({ ...ADA, name }, false).name;
    t.equal(nameFor('A\u202eda\u0000'), 'Ada');
    t.equal(nameFor('\u200b'), 'Somebody');
  },
);
