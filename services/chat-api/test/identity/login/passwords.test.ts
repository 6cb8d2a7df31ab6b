import { ChatError } from '@kcs/contracts';
import t from 'tap';
import { createBoundedGate } from '../../../src/identity/login/concurrency-limiter.ts';
import { createPasswords } from '../../../src/identity/login/passwords.ts';

const anybody = async () => {};

t.test('a hash matches its password alone, and no two are the same', async (t) => {
  const passwords = await createPasswords(createBoundedGate({ atOnce: 2, waiting: 10, waitMs: 5_000 }));
  const [hashed, again] = await Promise.all([passwords.hash('grüße 🎈'), passwords.hash('grüße 🎈')]);
  t.match(hashed, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  t.not(hashed, again);
  const matches = (password: string) => passwords.matches({ hashed, password, stillAllowed: anybody });
  t.equal(await matches('grüße 🎈'), true);
  t.equal(await matches('grüße'), false);
  t.equal(await passwords.matches({ hashed: 'not a hash', password: 'x', stillAllowed: anybody }), false);
});

t.test('where there is no account the same work is done, and nothing ever matches', async (t) => {
  const passwords = await createPasswords(createBoundedGate({ atOnce: 1, waiting: 100, waitMs: 5_000 }));
  const hashed = await passwords.hash('secret');
  const timed = async (hash: string | null) => {
    const begin = performance.now();
    t.notOk(await passwords.matches({ hashed: hash, password: 'guess', stillAllowed: anybody }));
    return performance.now() - begin;
  };
  // In turns, and the quickest of each: what else the machine does makes a single one slow, never quick.
  let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let n = 0; n < 10; n++) {
    known = Math.min(known, await timed(hashed));
    unknown = Math.min(unknown, await timed(null));
  }
  t.ok(unknown > known / 3 && unknown < known * 3, `${known} ms and ${unknown} ms`);
});

t.test('who was refused while waiting is not checked any more', async (t) => {
  const passwords = await createPasswords(createBoundedGate({ atOnce: 1, waiting: 10, waitMs: 5_000 }));
  const hashed = await passwords.hash('secret');
  const stillAllowed = async () => {
    throw new ChatError('RATE_LIMITED');
  };
  await t.rejects(passwords.matches({ hashed, password: 'secret', stillAllowed }), { code: 'RATE_LIMITED' });
});

t.test('a crowd waits in a bounded queue: who finds it full is refused at once', async (t) => {
  const gate = createBoundedGate({ atOnce: 2, waiting: 3, waitMs: 5_000 });
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  const tries = Array.from({ length: 9 }, (_, n) =>
    gate.pass(async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(n);
      inside -= 1;
      return n;
    }),
  );
  const ends = await Promise.allSettled(tries);
  t.same(
    ends.map((end) => (end.status === 'fulfilled' ? end.value : end.reason.code)),
    [0, 1, 2, 3, 4, 'UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE'],
  );
  t.equal(most, 2);
  t.same(order, [0, 1, 2, 3, 4], 'in the order of arrival');
  t.equal(await gate.pass(async () => 'free again'), 'free again');
});

t.test('a turn that does not come in time is given up, and the task never runs', async (t) => {
  const gate = createBoundedGate({ atOnce: 1, waiting: 3, waitMs: 30 });
  let release = () => {};
  const first = gate.pass(() => new Promise<void>((resolve) => (release = resolve)));
  let ran = false;
  const second = gate.pass(async () => {
    ran = true;
  });
  await t.rejects(second, { code: 'UNAVAILABLE', retryAfterMs: 30 });
  release();
  await first;
  await gate.pass(async () => {});
  t.notOk(ran);
});

t.test('a task that fails gives its place back', async (t) => {
  const gate = createBoundedGate({ atOnce: 1, waiting: 1, waitMs: 1_000 });
  for (const _ of [1, 2, 3])
    await t.rejects(
      gate.pass(() => Promise.reject(new Error('no'))),
      { message: 'no' },
    );
  t.equal(await gate.pass(async () => 1), 1);
});
