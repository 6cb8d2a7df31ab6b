import t from 'tap';
import { ReceivedEvents } from '../../src/judge/received-events.ts';

t.test(
  'events count as received in whatever order they arrive, but the position stops at a gap',
  async (t) => {
    const received = new ReceivedEvents(10);
    t.equal(received.missing(10), 0);
    t.equal(received.missing(12), 2);
    received.add(13);
    received.add(11);
    t.equal(received.position, 11, 'the position stays before the gap');
    t.equal(received.missing(13), 1);
    received.add(12);
    received.add(3);
    t.equal(received.position, 13);
  },
);
