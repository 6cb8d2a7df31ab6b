// cspell:ignore grusse
import { ChatError } from '@kcs/contracts';
import { createConcurrencyLimiter } from '@kcs/service-kit';
import { hash } from '@node-rs/argon2';
import t from 'tap';
import { createPasswordHasher } from '../../../src/identity/login/passwords.ts';

const allowEveryAttempt = async () => {};
const createPasswordServiceWithConcurrency = (concurrency: number) =>
  createPasswordHasher(createConcurrencyLimiter({ concurrency, maxWaiting: 100, maxWaitMs: 5_000 }));

t.test('a hash matches only its password, and no two hashes are equal', async (t) => {
  const passwordService = await createPasswordServiceWithConcurrency(2);
  const [hashed, again] = await Promise.all([
    passwordService.hash('grüße 🎈'),
    passwordService.hash('grüße 🎈'),
  ]);
  t.match(hashed, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  t.not(hashed, again);
  const matchesHash = (password: string) =>
    passwordService.matches({ hashed, password, checkAllowed: allowEveryAttempt });
  t.equal(await matchesHash('grüße 🎈'), true);
  t.equal(await matchesHash('grüße'), false);
  t.equal(
    await passwordService.matches({ hashed: 'not a hash', password: 'x', checkAllowed: allowEveryAttempt }),
    false,
  );
});

t.test('a password matches in every Unicode form, even if it was hashed without normalization', async (t) => {
  const passwordService = await createPasswordServiceWithConcurrency(2);
  const [nfc, nfd] = ['grüße é', 'gru\u0308ße e\u0301'];
  const hashByTitle = {
    new: await passwordService.hash(nfd),
    'older, composed': await hash(nfc),
    'older, decomposed': await hash(nfd),
    'older, mixed': await hash('grüße e\u0301'),
  };
  for (const [name, hashed] of Object.entries(hashByTitle)) {
    const matchesHash = (password: string) =>
      passwordService.matches({ hashed, password, checkAllowed: allowEveryAttempt });
    if (name === 'older, mixed') t.equal(await matchesHash('grüße e\u0301'), true, name);
    else t.same(await Promise.all([nfc, nfd].map(matchesHash)), [true, true], name);
    t.equal(await matchesHash('grusse e'), false, name);
  }
});

t.test(
  'a password check for an unknown account takes as long as for a known account and never matches',
  async (t) => {
    const passwordService = await createPasswordServiceWithConcurrency(1);
    const passwordHash = await passwordService.hash('secret');
    const measureCheckMs = async (hash: string | null) => {
      const startedAt = performance.now();
      t.notOk(
        await passwordService.matches({ hashed: hash, password: 'guess', checkAllowed: allowEveryAttempt }),
      );
      return performance.now() - startedAt;
    };
    // Alternate between a known and an unknown account, and compare the fastest check of each, because other load on
    // the machine can only make a check slower.
    let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const areTimesSimilar = () => unknown > known / 3 && unknown < known * 3;
    for (let n = 0; n < 10 || (n < 60 && !areTimesSimilar()); n++) {
      known = Math.min(known, await measureCheckMs(passwordHash));
      unknown = Math.min(unknown, await measureCheckMs(null));
    }
    t.ok(areTimesSimilar(), `${known} ms and ${unknown} ms`);
  },
);

t.test('if a waiting login attempt is throttled, its password is not checked', async (t) => {
  const passwordService = await createPasswordServiceWithConcurrency(1);
  const passwordHash = await passwordService.hash('secret');
  const refuseAttempt = async () => {
    throw new ChatError('RATE_LIMITED');
  };
  await t.rejects(
    passwordService.matches({ hashed: passwordHash, password: 'secret', checkAllowed: refuseAttempt }),
    {
      code: 'RATE_LIMITED',
    },
  );
});
