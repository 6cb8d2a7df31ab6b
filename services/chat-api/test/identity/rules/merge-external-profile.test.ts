import type { ExternalProfile } from '@kcs/auth';
import t from 'tap';
import {
  mergeExternalProfile,
  restrictExternalProfile,
} from '../../../src/identity/rules/merge-external-profile.ts';

const ADA_PROFILE: ExternalProfile = { name: 'Ada', email: 'ada@x.example', userType: 'Teacher' };
const MINUTE_MS = 60_000;
const storedProfile = { ...ADA_PROFILE, issuedAt: 5 * MINUTE_MS, takenAt: 5 * MINUTE_MS };
const createTokenTimes = (minutes: number) => ({
  issuedAt: minutes * MINUTE_MS,
  now: minutes * MINUTE_MS,
});

t.test(
  'a token changes only profile fields that the provider has changed, so edits by an Admin stay',
  async (t) => {
    t.equal(
      mergeExternalProfile(storedProfile, ADA_PROFILE, { issuedAt: 5 * MINUTE_MS, now: 7 * MINUTE_MS }),
      undefined,
    );
    t.same(
      mergeExternalProfile(
        storedProfile,
        { ...ADA_PROFILE, name: 'Ada K.', email: null },
        createTokenTimes(7),
      ),
      {
        changed: { name: 'Ada K.', email: null },
        stored: {
          ...ADA_PROFILE,
          name: 'Ada K.',
          email: null,
          issuedAt: 7 * MINUTE_MS,
          takenAt: 7 * MINUTE_MS,
        },
      },
    );
  },
);

t.test(
  'an older token does not change the profile, and the profile changes at most once per minute',
  async (t) => {
    const changedProfile = { ...ADA_PROFILE, userType: 'Staff' as const };
    t.equal(
      mergeExternalProfile(storedProfile, changedProfile, { issuedAt: 4 * MINUTE_MS, now: 9 * MINUTE_MS }),
      undefined,
    );
    const mergeOfUnchangedProfile = mergeExternalProfile(storedProfile, ADA_PROFILE, createTokenTimes(7));
    t.same(mergeOfUnchangedProfile, { changed: {}, stored: { ...storedProfile, issuedAt: 7 * MINUTE_MS } });
    const olderTokenTimes = { issuedAt: 6 * MINUTE_MS, now: 9 * MINUTE_MS };
    t.equal(
      mergeExternalProfile(mergeOfUnchangedProfile?.stored ?? storedProfile, changedProfile, olderTokenTimes),
      undefined,
    );
    const earlyTokenTimes = { issuedAt: 5.9 * MINUTE_MS, now: 5.9 * MINUTE_MS };
    t.equal(mergeExternalProfile(storedProfile, changedProfile, earlyTokenTimes), undefined);
    t.match(mergeExternalProfile(storedProfile, changedProfile, createTokenTimes(6)), {
      changed: { userType: 'Staff' },
    });
    t.match(mergeExternalProfile(storedProfile, changedProfile, { issuedAt: 0, now: 7 * MINUTE_MS }), {
      stored: { issuedAt: 7 * MINUTE_MS },
    });
  },
);

t.test(
  'only a trusted identity provider can make a user Admin, and the user loses the role when the trust ends',
  async (t) => {
    const adminProfile = { ...ADA_PROFILE, userType: 'Admin' as const };
    t.equal(restrictExternalProfile(adminProfile, true).userType, 'Admin');
    t.equal(restrictExternalProfile(adminProfile, false).userType, 'Student');
    t.equal(restrictExternalProfile(ADA_PROFILE, false).userType, 'Teacher');
    const storedAdminProfile = { ...storedProfile, userType: 'Admin' as const };
    t.match(
      mergeExternalProfile(
        storedAdminProfile,
        restrictExternalProfile(adminProfile, false),
        createTokenTimes(7),
      ),
      {
        changed: { userType: 'Student' },
      },
    );
  },
);

t.test(
  'a name from the identity provider is cleaned by the text rule and is never empty (TEXT-5)',
  async (t) => {
    const cleanedNameOf = (name: string) => restrictExternalProfile({ ...ADA_PROFILE, name }, false).name;
    t.equal(cleanedNameOf('A\u202eda\u0000'), 'Ada');
    t.equal(cleanedNameOf('\u200b'), 'Somebody');
  },
);
