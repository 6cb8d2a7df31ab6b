import t from 'tap';
import { ReceivedEvents } from '../../src/judge/received-events.ts';

t.test(
  'events count as received in whatever order they arrive, but the position stops at a gap',
  async (t) => {
    const receivedEvents = new ReceivedEvents(10);
    t.equal(receivedEvents.missing(10), 0);
    t.equal(receivedEvents.missing(12), 2);
    receivedEvents.add(13);
    receivedEvents.add(11);
    t.equal(receivedEvents.position, 11, 'the position stays before the gap');
    t.equal(receivedEvents.missing(13), 1);
    receivedEvents.add(12);
    receivedEvents.add(3);
    t.equal(receivedEvents.position, 13);
  },
);
