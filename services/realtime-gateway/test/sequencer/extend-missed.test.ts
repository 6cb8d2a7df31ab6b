import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { endsMembership, extendMissedEvents } from '../../src/sequencer/extend-missed.ts';
import { createIntegerRange } from '../support/range.ts';
import { createMembersChangedEvent, createRoomEvent } from '../support/room-events.ts';

t.test('a user counts as removed after a removal unless a later event adds the user again', async (t) => {
  t.notOk(endsMembership([createRoomEvent(2)], 'u'));
  t.ok(endsMembership([createMembersChangedEvent(2, [], ['u'])], 'u'));
  t.notOk(
    endsMembership([createMembersChangedEvent(2, [], ['u']), createMembersChangedEvent(3, ['u'], [])], 'u'),
  );
  t.ok(
    endsMembership([createMembersChangedEvent(2, ['u'], []), createMembersChangedEvent(3, [], ['u'])], 'u'),
  );
  t.ok(endsMembership([createRoomEvent(2, 'room-deleted')], 'u'));
});

t.test(
  'later events are added to the missed events, or CATCH_UP_BY_EVENTS is returned if there are too many',
  async (t) => {
    const [first, second] = [createRoomEvent(1), createRoomEvent(2)];
    t.same(extendMissedEvents({ events: [first] }, [], 1), { events: [first] });
    t.same(extendMissedEvents({ events: [first] }, [second], 2), { events: [first, second] });
    t.same(extendMissedEvents({ code: 'RESYNC_REQUIRED' }, [second], 2), { code: 'RESYNC_REQUIRED' });
    t.same(extendMissedEvents({ code: 'CATCH_UP_BY_EVENTS', head: 1 }, [second], 2), {
      code: 'CATCH_UP_BY_EVENTS',
      head: 2,
    });
    const tooManyEvents: RoomEvent[] = createIntegerRange(1, 500).map((seq) => createRoomEvent(seq));
    t.same(extendMissedEvents({ events: tooManyEvents }, [createRoomEvent(501)], 501), {
      code: 'CATCH_UP_BY_EVENTS',
      head: 501,
    });
    const tooLongEvent = createRoomEvent(2, 'message-created', { content: '€'.repeat(100_000) });
    t.match(
      extendMissedEvents({ events: [first] }, [tooLongEvent], 2),
      { code: 'CATCH_UP_BY_EVENTS' },
      'the limit counts bytes',
    );
  },
);
