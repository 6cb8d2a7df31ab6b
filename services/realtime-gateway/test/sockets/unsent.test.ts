import t from 'tap';
import { measureUnsentData } from '../../src/sockets/unsent.ts';

t.test(
  'unsent bytes include Engine.IO’s queue and the WebSocket buffer, and the mark changes when data is sent',
  async (t) => {
    const writeQueue = [{ data: 'four' }, { data: Buffer.alloc(6) }, {}];
    const stuckConnection = { writeBuffer: writeQueue, transport: { socket: { bufferedAmount: 5 } } };
    t.equal(measureUnsentData({ writeBuffer: [], transport: {} }), undefined);
    t.equal(measureUnsentData(stuckConnection)?.bytes, 15);
    t.equal(measureUnsentData(stuckConnection)?.mark[0], writeQueue);
    t.not(measureUnsentData({ ...stuckConnection, writeBuffer: [...writeQueue] })?.mark[0], writeQueue);
    t.equal(measureUnsentData(stuckConnection)?.offered, true);
    const corkedSocket = { bufferedAmount: 5, _socket: { writableCorked: 1 } };
    t.equal(
      measureUnsentData({ ...stuckConnection, transport: { socket: corkedSocket } })?.offered,
      false,
      'not written in this turn yet',
    );
  },
);
