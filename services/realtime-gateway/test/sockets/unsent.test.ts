import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { measureUnsentData } from '../../src/sockets/unsent.ts';

t.test(
  'unsent bytes include Engine.IO’s queue and the WebSocket buffer, and the mark changes when data is sent',
  async (t) => {
    const writeQueue = [{ data: 'four' }, { data: Buffer.alloc(6) }, {}];
    const stuckConnection = { writeBuffer: writeQueue, transport: { socket: { bufferedAmount: 5 } } };
    t.equal(measureUnsentData({ writeBuffer: [], transport: {} }), undefined);
    t.equal(measureUnsentData(stuckConnection)?.bytes, 15);
    t.equal(measureUnsentData(stuckConnection)?.mark, writeQueue);
    t.not(measureUnsentData({ ...stuckConnection, writeBuffer: [...writeQueue] })?.mark, writeQueue);
    t.equal(measureUnsentData(stuckConnection)?.offered, true);
    const corkedSocket = { bufferedAmount: 5, _socket: { writableCorked: 1 } };
    t.equal(
      measureUnsentData({ ...stuckConnection, transport: { socket: corkedSocket } })?.offered,
      false,
      'not written in this turn yet',
    );
  },
);

t.test(
  'for a WebSocket, the mark changes when the client reads, but not when more data is written',
  async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as { port: number }).port, '127.0.0.1').pause();
    const [tcpSocket] = (await once(server, 'connection')) as [Socket];
    t.teardown(() => {
      client.destroy();
      tcpSocket.destroy();
      server.close();
    });
    const measure = () =>
      measureUnsentData({
        writeBuffer: [],
        transport: { socket: { bufferedAmount: tcpSocket.writableLength, _socket: tcpSocket as never } },
      });
    // Loopback buffers hold less than this.
    tcpSocket.write(Buffer.alloc(32 * 1_024 * 1_024));
    let lastMark: unknown;
    const stalledData = await eventually('the end of the progress', () => {
      const unsentData = measure();
      const hasEnded = unsentData?.mark === lastMark;
      lastMark = unsentData?.mark;
      return hasEnded ? unsentData : undefined;
    });
    tcpSocket.write('one more event');
    t.equal(measure()?.mark, stalledData?.mark);
    t.ok((measure()?.bytes ?? 0) > (stalledData?.bytes ?? 0));
    client.resume();
    await eventually('progress', () => measure()?.mark !== stalledData?.mark);
  },
);
