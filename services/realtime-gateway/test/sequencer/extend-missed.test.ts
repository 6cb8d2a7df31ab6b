import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { extendMissedEvents, removesMember } from '../../src/sequencer/extend-missed.ts';
import { range } from '../support/range.ts';
import { membersChanged, roomEvent } from '../support/room-events.ts';

t.test('a user counts as removed after a removal unless a later event adds the user again', async (t) => {
  t.notOk(removesMember([roomEvent(2)], 'u'));
  t.ok(removesMember([membersChanged(2, [], ['u'])], 'u'));
  t.notOk(removesMember([membersChanged(2, [], ['u']), membersChanged(3, ['u'], [])], 'u'));
  t.ok(removesMember([membersChanged(2, ['u'], []), membersChanged(3, [], ['u'])], 'u'));
  t.ok(removesMember([roomEvent(2, 'room-deleted')], 'u'));
});

t.test(
  'missed events are extended up to the room’s position, or refused if there are too many',
  async (t) => {
    const [first, second] = [roomEvent(1), roomEvent(2)];
    t.same(extendMissedEvents({ events: [first] }, [], 1), { events: [first] });
    t.same(extendMissedEvents({ events: [first] }, [second], 2), { events: [first, second] });
    t.same(extendMissedEvents({ code: 'RESYNC_REQUIRED' }, [second], 2), { code: 'RESYNC_REQUIRED' });
    t.same(extendMissedEvents({ code: 'CATCH_UP_BY_EVENTS', head: 1 }, [second], 2), {
      code: 'CATCH_UP_BY_EVENTS',
      head: 2,
    });
    const tooManyEvents: RoomEvent[] = range(1, 500).map((seq) => roomEvent(seq));
    t.same(extendMissedEvents({ events: tooManyEvents }, [roomEvent(501)], 501), {
      code: 'CATCH_UP_BY_EVENTS',
      head: 501,
    });
    const tooLongEvent = roomEvent(2, 'message-created', { content: '€'.repeat(100_000) });
    t.match(
      extendMissedEvents({ events: [first] }, [tooLongEvent], 2),
      { code: 'CATCH_UP_BY_EVENTS' },
      'the limit counts bytes',
    );
  },
);
