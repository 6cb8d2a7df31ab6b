import t from 'tap';
import { measureIdle, PLAIN_IDLE } from '../../src/scenarios/idle.ts';

t.test('the memory of idle sockets is measured in each round', async (t) => {
  const { figures } = await measureIdle(
    { t, signal: AbortSignal.timeout(60_000), rounds: 2, scale: 0.02, say: () => {} },
    [PLAIN_IDLE],
  );
  t.same(
    figures.map(({ measure, subject, values }) => [measure, subject, values.length]),
    [['memory per idle socket', 'ws', 2]],
  );
});
