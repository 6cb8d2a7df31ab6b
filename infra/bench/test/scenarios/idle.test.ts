import t from 'tap';
import { measureIdle, PLAIN_IDLE } from '../../src/scenarios/idle.ts';

t.test('memory per idle socket is the slope between two numbers of sockets', async (t) => {
  const { figures } = await measureIdle(
    { t, signal: new AbortController().signal, rounds: 1, scale: 0.1, say: () => {} },
    [PLAIN_IDLE],
  );
  t.match(figures, [{ measure: 'memory per idle socket', subject: 'ws', unit: 'KB' }]);
  // A socket of `ws` needs 5 to 15 KB. A slope outside of this range contains the memory of something else.
  const [kb = 0] = figures[0]?.values ?? [];
  t.ok(kb > 2 && kb < 40, `${kb} KB`);
});
