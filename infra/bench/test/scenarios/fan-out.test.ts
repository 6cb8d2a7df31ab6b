import t from 'tap';
import { measureFanOut, PLAIN_FAN_OUT } from '../../src/scenarios/fan-out.ts';

t.test('fan-out is measured for both shapes of rooms and both loads', async (t) => {
  const { figures } = await measureFanOut(
    { t, signal: AbortSignal.timeout(60_000), rounds: 1, scale: 0.01, say: () => {} },
    [PLAIN_FAN_OUT],
  );
  t.equal(figures.length, 4);
  for (const { measure, subject, values } of figures) t.ok((values[0] ?? 0) > 0, `${measure}: ${subject}`);
});
