import t from 'tap';
import { measureFanOut, NATS_FAN_OUT, PLAIN_FAN_OUT } from '../../src/scenarios/fan-out.ts';

t.test('fan-out is measured for both shapes of rooms and both loads', async (t) => {
  const reason = 'It is not on the PATH.';
  const missing = {
    ...PLAIN_FAN_OUT,
    name: 'missing',
    install: () => Promise.reject(new Error(reason)),
  };
  const { figures, skipped } = await measureFanOut(
    { t, signal: new AbortController().signal, rounds: 1, scale: 0.01, say: () => {} },
    [PLAIN_FAN_OUT, NATS_FAN_OUT, missing],
  );
  t.equal(figures.length, 8);
  for (const { measure, subject, values } of figures) t.ok((values[0] ?? 0) > 0, `${measure}: ${subject}`);
  t.same(skipped, [{ subject: 'missing', reason }], 'a system that is not installed is left out');
});
