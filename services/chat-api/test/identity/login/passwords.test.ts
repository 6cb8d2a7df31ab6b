import { ChatError } from '@kcs/contracts';
import t from 'tap';
import { createConcurrencyLimiter } from '../../../src/identity/login/concurrency-limiter.ts';
import { createPasswords } from '../../../src/identity/login/passwords.ts';

const checkAllowed = async () => {};
const createWithConcurrency = (concurrency: number) =>
  createPasswords(createConcurrencyLimiter({ concurrency, maxWaiting: 100, maxWaitMs: 5_000 }));

t.test('a hash matches only its password, and no two hashes are equal', async (t) => {
  const passwords = await createWithConcurrency(2);
  const [hashed, again] = await Promise.all([passwords.hash('grüße 🎈'), passwords.hash('grüße 🎈')]);
  t.match(hashed, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  t.not(hashed, again);
  const matches = (password: string) => passwords.matches({ hashed, password, checkAllowed });
  t.equal(await matches('grüße 🎈'), true);
  t.equal(await matches('grüße'), false);
  t.equal(await passwords.matches({ hashed: 'not a hash', password: 'x', checkAllowed }), false);
});

t.test('without an account, the password check takes equally long and never matches', async (t) => {
  const passwords = await createWithConcurrency(1);
  const hashed = await passwords.hash('secret');
  const measureCheckMs = async (hash: string | null) => {
    const start = performance.now();
    t.notOk(await passwords.matches({ hashed: hash, password: 'guess', checkAllowed }));
    return performance.now() - start;
  };
  // Measure both cases alternately and compare the fastest runs. Other load on the machine can only make a run slower.
  let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const areTimesSimilar = () => unknown > known / 3 && unknown < known * 3;
  for (let n = 0; n < 10 || (n < 60 && !areTimesSimilar()); n++) {
    known = Math.min(known, await measureCheckMs(hashed));
    unknown = Math.min(unknown, await measureCheckMs(null));
  }
  t.ok(areTimesSimilar(), `${known} ms and ${unknown} ms`);
});

t.test('a login attempt that is throttled while it waits is not checked', async (t) => {
  const passwords = await createWithConcurrency(1);
  const hashed = await passwords.hash('secret');
  const refuseAttempt = async () => {
    throw new ChatError('RATE_LIMITED');
  };
  await t.rejects(passwords.matches({ hashed, password: 'secret', checkAllowed: refuseAttempt }), {
    code: 'RATE_LIMITED',
  });
});
