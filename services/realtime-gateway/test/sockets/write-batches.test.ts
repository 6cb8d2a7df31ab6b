import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { createWriteBatcher } from '../../src/sockets/write-batches.ts';

t.test('a TCP socket is corked once per turn of the event loop and uncorked at its end', async (t) => {
  const tcpCalls: string[] = [];
  const tcpSocket = {
    cork: () => tcpCalls.push('cork'),
    uncork: () => tcpCalls.push('uncork'),
  } as unknown as Socket;
  const engineIoConnection = { transport: { socket: { _socket: tcpSocket } } };
  const batchWritesOfTurn = createWriteBatcher();
  batchWritesOfTurn({ transport: {} });
  batchWritesOfTurn(engineIoConnection);
  batchWritesOfTurn(engineIoConnection);
  t.same(tcpCalls, ['cork']);
  await nextTurn();
  t.same(tcpCalls, ['cork', 'uncork']);
  batchWritesOfTurn(engineIoConnection);
  t.same(tcpCalls, ['cork', 'uncork', 'cork'], 'the next turn has its own batch');
  await nextTurn();
});
