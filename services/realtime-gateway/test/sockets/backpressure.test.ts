import t from 'tap';
import { BackpressureMonitor } from '../../src/sockets/backpressure.ts';
import { silentLogger } from '../support/silent-logger.ts';

/**
 * Starts backpressure checks with a limit of 100,000 bytes and one socket with 90,000 unsent bytes. Records the calls
 * on the socket.
 */
function startBackpressureMonitor() {
  const socketCalls: string[] = [];
  const tcpHandle = { bytesWritten: 90_000, writeQueueSize: 90_000 };
  const tcpSocket = {
    bufferedAmount: 90_000,
    _socket: { _handle: tcpHandle },
    terminate: () => socketCalls.push('terminated'),
  };
  const socket = {
    data: { user: { id: 'user' } },
    join: (room: string) => socketCalls.push(`joins ${room}`),
    leave: (room: string) => socketCalls.push(`leaves ${room}`),
    conn: { writeBuffer: [], transport: { socket: tcpSocket }, close: () => socketCalls.push('closed') },
  };
  const registryStandIn = { users: () => [{ sockets: new Set([socket]) }] };
  const backpressureMonitor = new BackpressureMonitor({
    registry: registryStandIn as never,
    slowReaderBytes: 100_000,
    logger: silentLogger,
    onSlowReader: () => socketCalls.push('reported'),
  });
  return { socketCalls, tcpHandle, tcp: tcpSocket, backpressure: backpressureMonitor };
}

t.test(
  'a socket is closed if its client reads nothing for 10 s, but not if its client reads slowly',
  async (t) => {
    const { socketCalls, tcpHandle, backpressure } = startBackpressureMonitor();
    const listCloseCalls = () => socketCalls.filter((call) => !call.includes('state:congested'));
    for (let at = 0; at <= 60_000; at += 500) {
      // Simulate a client that reads a small part of one large write every 8 s.
      if (at % 8_000 === 0) tcpHandle.writeQueueSize -= 100;
      backpressure.check(at);
    }
    t.same(listCloseCalls(), []);
    t.equal(backpressure.unsentBytes, 90_000);
    for (let at = 60_500; listCloseCalls().length === 0; at += 500) {
      t.ok(at <= 66_000, 'no later than 10 s after the last progress');
      backpressure.check(at);
    }
    t.same(listCloseCalls(), ['reported', 'closed', 'terminated']);
    t.equal(backpressure.unsentBytes, 0, 'its memory is free');
  },
);

t.test('events that are written to a client that reads nothing do not keep its socket open', async (t) => {
  const { socketCalls, tcp, backpressure } = startBackpressureMonitor();
  for (let at = 0; at < 10_000; at += 500) {
    backpressure.check(at);
    tcp.bufferedAmount += 100;
  }
  t.same(new Set(socketCalls), new Set(['joins state:congested']));
  backpressure.check(10_000);
  t.same(socketCalls.slice(-3), ['reported', 'closed', 'terminated']);
});

t.test('a socket with a lot of unsent data is congested until its client has read everything', async (t) => {
  const { socketCalls, tcp, backpressure } = startBackpressureMonitor();
  backpressure.check(0);
  t.same(socketCalls, ['joins state:congested']);
  tcp.bufferedAmount = 0;
  backpressure.check(500);
  t.same(socketCalls, ['joins state:congested', 'leaves state:congested']);
  t.equal(backpressure.unsentBytes, 0);
});

t.test('a socket is closed immediately if its unsent data reaches the byte limit', async (t) => {
  const { socketCalls, tcp, backpressure } = startBackpressureMonitor();
  tcp.bufferedAmount = 100_000;
  backpressure.check(0);
  t.same(socketCalls, ['reported', 'closed', 'terminated']);
});
