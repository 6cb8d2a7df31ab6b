import t from 'tap';
import { drainSockets } from '../../src/sockets/drain.ts';
import { SocketRegistry } from '../../src/sockets/socket-registry.ts';
import type { ChatSocket } from '../../src/sockets/socket-state.ts';

t.test('every socket gets a reconnect delay, and then its transport is closed', async (t) => {
  const registry = new SocketRegistry();
  const user = registry.prepare('ada', 'Ada', 'Student');
  const callsBySocket: string[][] = [];
  for (let at = 0; at < 3; at += 1) {
    const socketCalls: string[] = [];
    callsBySocket.push(socketCalls);
    const emit = (event: string, { reconnectInMs }: { reconnectInMs: number }) => {
      socketCalls.push(`${event} ${reconnectInMs >= 0 && reconnectInMs <= 5_000}`);
    };
    const socket = { data: { user }, emit, conn: { close: () => socketCalls.push('closed') } };
    registry.add(socket as unknown as ChatSocket);
  }
  await drainSockets(registry, 0);
  t.same(callsBySocket, Array(3).fill(['server-draining true', 'closed']));
});
