import t from 'tap';
import { encodeEvent } from '../../src/sockets/encoded-event.ts';
import { EventBundle } from '../../src/sockets/write-event.ts';

/** Writes two events to a connection in the given state. Returns the frames on its TCP socket and Engine.IO's packets. */
function writeTwoEvents({
  readyState = 'open',
  transportName = 'websocket',
  webSocketState = 1,
  isTcpWritable = true,
  queue = [] as unknown[],
}) {
  const events = [encodeEvent('first', 1), encodeEvent('second', { text: 'é' })];
  const calls: unknown[] = [];
  const tcpSocket = { writable: isTcpWritable, write: (frames: Buffer) => calls.push(frames) };
  const connection = {
    readyState,
    writeBuffer: queue,
    transport: { name: transportName, socket: { readyState: webSocketState, _socket: tcpSocket } },
    write: (packet: string) => calls.push(packet),
  };
  new EventBundle(events).writeTo(connection as never, () => calls.push('batched'));
  return { calls, frames: Buffer.concat(events.map(({ frame }) => frame)) };
}

t.test('events are written directly to an open WebSocket without earlier packets', async (t) => {
  const { calls, frames } = writeTwoEvents({});
  t.same(calls, ['batched', frames]);
});

t.test('in every other state, Engine.IO takes the events, after its earlier packets', async (t) => {
  const packets = ['2["first",1]', '2["second",{"text":"é"}]'];
  t.same(writeTwoEvents({ queue: [{ type: 'message' }] }).calls, packets, 'earlier packets');
  t.same(writeTwoEvents({ transportName: 'polling' }).calls, packets, 'before an upgrade');
  t.same(writeTwoEvents({ readyState: 'closing' }).calls, packets, 'a closing connection');
  t.same(writeTwoEvents({ webSocketState: 2 }).calls, packets, 'a closing WebSocket');
  t.same(writeTwoEvents({ isTcpWritable: false }).calls, packets, 'a destroyed TCP socket');
});
