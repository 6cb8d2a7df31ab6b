import t from 'tap';
import { pause, waitUntil } from '../../src/index.ts';

t.test('waitUntil repeats its probe and resolves when the probe first succeeds', async (t) => {
  let probes = 0;
  const probe = async () => {
    probes += 1;
    if (probes < 3) throw new Error('not ready');
  };
  await waitUntil(probe, { name: 'a server', timeoutMs: 5_000 });
  t.equal(probes, 3);
});

t.test(
  'waitUntil throws the last failure after the timeout, or the abort reason after an abort',
  async (t) => {
    const probe = async () => {
      throw new AggregateError([new Error('refused')]);
    };
    await t.rejects(
      waitUntil(probe, { name: 'a server', timeoutMs: 30 }),
      /a server was not ready within 30 ms: refused/,
    );
    const signal = AbortSignal.abort(new Error('stopped'));
    await t.rejects(waitUntil(probe, { name: 'a server', timeoutMs: 5_000, signal }), /stopped/);
    await t.rejects(pause(5_000, signal), /stopped/);
  },
);
