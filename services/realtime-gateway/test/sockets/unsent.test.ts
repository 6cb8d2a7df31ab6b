import t from 'tap';
import { measureUnsent } from '../../src/sockets/unsent.ts';

t.test(
  'unsent bytes include the engine’s queue and the WebSocket buffer, and sending data changes the mark',
  async (t) => {
    const queue = [{ data: 'four' }, { data: Buffer.alloc(6) }, {}];
    const stuck = { writeBuffer: queue, transport: { socket: { bufferedAmount: 5 } } };
    t.equal(measureUnsent({ writeBuffer: [], transport: {} }), undefined);
    t.equal(measureUnsent(stuck)?.bytes, 15);
    t.equal(measureUnsent(stuck)?.mark[0], queue);
    t.not(measureUnsent({ ...stuck, writeBuffer: [...queue] })?.mark[0], queue);
    t.equal(measureUnsent(stuck)?.offered, true);
    const corked = { bufferedAmount: 5, _socket: { writableCorked: 1 } };
    t.equal(
      measureUnsent({ ...stuck, transport: { socket: corked } })?.offered,
      false,
      'not written in this turn yet',
    );
  },
);
