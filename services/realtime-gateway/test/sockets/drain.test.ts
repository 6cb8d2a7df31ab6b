import t from 'tap';
import { type DrainPace, drainSockets } from '../../src/sockets/drain.ts';
import { SocketRegistry } from '../../src/sockets/socket-registry.ts';
import type { ChatSocket } from '../../src/sockets/socket-state.ts';

/** Drains a registry with `count` sockets. Returns the calls of each socket, and the times of the closes. */
async function drain(count: number, pace: DrainPace) {
  const socketRegistry = new SocketRegistry();
  const preparedUser = socketRegistry.prepare('ada', 'Ada', 'Student');
  const callsOfAllSockets: string[][] = [];
  const startedAt = performance.now();
  const closedAfterMs: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const socketCalls: string[] = [];
    callsOfAllSockets.push(socketCalls);
    const recordEmit = (event: string, { reconnectInMs }: { reconnectInMs: number }) => {
      socketCalls.push(`${event} ${reconnectInMs >= 0 && reconnectInMs <= 3_000}`);
    };
    const recordClose = () => {
      socketCalls.push('closed');
      closedAfterMs.push(performance.now() - startedAt);
    };
    const socket = { data: { user: preparedUser }, emit: recordEmit, conn: { close: recordClose } };
    socketRegistry.add(socket as unknown as ChatSocket);
  }
  await drainSockets(socketRegistry, pace);
  return { callsOfAllSockets, closedAfterMs };
}

t.test('every socket gets a reconnect delay, and then its transport is closed', async (t) => {
  const { callsOfAllSockets } = await drain(3, { socketsPerSecond: 100, maxMs: 0 });
  t.same(callsOfAllSockets, Array(3).fill(['server-draining true', 'closed']));
});

t.test('sockets are closed at an even pace', async (t) => {
  const { closedAfterMs } = await drain(100, { socketsPerSecond: 200, maxMs: 10_000 });
  t.equal(closedAfterMs.length, 100);
  for (const ms of [100, 200, 300, 400]) {
    const closedCount = closedAfterMs.filter((closedAt) => closedAt <= ms).length;
    t.ok(closedCount <= (ms * 200) / 1_000 + 20, `${closedCount} are closed after ${ms} ms`);
  }
});

t.test('sockets that would take too long at this pace are closed faster', async (t) => {
  const { closedAfterMs } = await drain(100, { socketsPerSecond: 1, maxMs: 300 });
  t.equal(closedAfterMs.length, 100);
  t.ok((closedAfterMs.at(-1) ?? Infinity) < 5_000, `the last one after ${closedAfterMs.at(-1)} ms`);
});
