import t from 'tap';
import { drainSockets } from '../../src/sockets/drain.ts';
import { SocketRegistry } from '../../src/sockets/socket-registry.ts';
import type { ChatSocket } from '../../src/sockets/socket-state.ts';

t.test('every socket gets a reconnect delay, and then its transport is closed', async (t) => {
  const socketRegistry = new SocketRegistry();
  const preparedUser = socketRegistry.prepare('ada', 'Ada', 'Student');
  const callsOfAllSockets: string[][] = [];
  for (let at = 0; at < 3; at += 1) {
    const socketCalls: string[] = [];
    callsOfAllSockets.push(socketCalls);
    const recordEmit = (event: string, { reconnectInMs }: { reconnectInMs: number }) => {
      socketCalls.push(`${event} ${reconnectInMs >= 0 && reconnectInMs <= 3_000}`);
    };
    const socket = {
      data: { user: preparedUser },
      emit: recordEmit,
      conn: { close: () => socketCalls.push('closed') },
    };
    socketRegistry.add(socket as unknown as ChatSocket);
  }
  await drainSockets(socketRegistry, 0);
  t.same(callsOfAllSockets, Array(3).fill(['server-draining true', 'closed']));
});
