import t from 'tap';
import { pauseWithJitter, waitUntil } from '../../src/index.ts';

t.test('waitUntil repeats its probe and resolves when the probe first succeeds', async (t) => {
  let probeCount = 0;
  const failTwiceThenSucceed = async () => {
    probeCount += 1;
    if (probeCount < 3) throw new Error('not ready');
  };
  await waitUntil(failTwiceThenSucceed, { name: 'a server', timeoutMs: 5_000 });
  t.equal(probeCount, 3);
});

t.test(
  'waitUntil throws the last failure after the timeout, or the abort reason after an abort',
  async (t) => {
    const failAlways = async () => {
      throw new AggregateError([new Error('refused')]);
    };
    await t.rejects(
      waitUntil(failAlways, { name: 'a server', timeoutMs: 30 }),
      /a server was not ready within 30 ms: refused/,
    );
    const abortedSignal = AbortSignal.abort(new Error('stopped'));
    await t.rejects(
      waitUntil(failAlways, { name: 'a server', timeoutMs: 5_000, signal: abortedSignal }),
      /stopped/,
    );
    await t.rejects(pauseWithJitter(5_000, abortedSignal), /stopped/);
  },
);
