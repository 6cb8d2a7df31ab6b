import t from 'tap';
import { measureIdle, PLAIN_IDLE, SOCKET_IO_IDLE } from '../../src/scenarios/idle.ts';

t.test('the memory of idle sockets is measured in each round', async (t) => {
  const { figures } = await measureIdle(
    { t, signal: AbortSignal.timeout(60_000), rounds: 2, scale: 0.02, say: () => {} },
    [PLAIN_IDLE, SOCKET_IO_IDLE],
  );
  t.same(
    figures.map(({ measure, subject, values }) => [measure, subject, values.length]),
    [
      ['memory per idle socket', 'ws', 2],
      ['memory per idle socket', 'socket.io', 2],
    ],
  );
});
