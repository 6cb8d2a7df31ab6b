import t from 'tap';
import { measureUnsent } from '../../src/sockets/unsent.ts';

t.test(
  'unsent bytes include Engine.IO’s queue and the WebSocket buffer, and the mark changes when data is sent',
  async (t) => {
    const queue = [{ data: 'four' }, { data: Buffer.alloc(6) }, {}];
    const stuckConnection = { writeBuffer: queue, transport: { socket: { bufferedAmount: 5 } } };
    t.equal(measureUnsent({ writeBuffer: [], transport: {} }), undefined);
    t.equal(measureUnsent(stuckConnection)?.bytes, 15);
    t.equal(measureUnsent(stuckConnection)?.mark[0], queue);
    t.not(measureUnsent({ ...stuckConnection, writeBuffer: [...queue] })?.mark[0], queue);
    t.equal(measureUnsent(stuckConnection)?.offered, true);
    const corkedSocket = { bufferedAmount: 5, _socket: { writableCorked: 1 } };
    t.equal(
      measureUnsent({ ...stuckConnection, transport: { socket: corkedSocket } })?.offered,
      false,
      'not written in this turn yet',
    );
  },
);
