import t from 'tap';
import { Compile } from 'typebox/compile';
import { ROOM_EVENT_KINDS, type RoomEvent, SERVER_EVENTS, toSocketEvent } from '../../src/index.ts';
import { NOW, ROOM_ID, roomEvents, unknownEvent } from '../support/examples.ts';

const SOCKET_EVENT_NAME_BY_KIND: Record<string, string> = {
  'message-created': 'new-chat-message',
  'message-updated': 'chat-message-updated',
  'message-deleted': 'chat-message-deleted',
  'members-changed': 'room-members-changed',
  'room-updated': 'chat-room-updated',
  'room-deleted': 'chat-room-deleted',
  'room-painted': 'room-event',
};

for (const event of roomEvents) {
  t.test(
    `a ${event.kind} event becomes the socket event ${SOCKET_EVENT_NAME_BY_KIND[event.kind]} with seq at the top level (SOCK-8)`,
    async (t) => {
      const [name, payload] = toSocketEvent(event);
      t.equal(name, SOCKET_EVENT_NAME_BY_KIND[event.kind]);
      t.equal(payload.seq, event.seq);
      t.same([...Compile(SERVER_EVENTS[name]).Errors(payload)], [], 'fits the schema of the event');
    },
  );
}

t.test('every kind of room event has an example in this test', async (t) => {
  t.same(
    roomEvents.map(({ kind }) => kind),
    [...ROOM_EVENT_KINDS, 'room-painted'],
  );
});

t.test(
  'a room event of an unknown kind becomes a `room-event` that contains its room and data (LOG-7)',
  async (t) => {
    t.strictSame(toSocketEvent(unknownEvent), [
      'room-event',
      { seq: 8, kind: 'room-painted', roomId: ROOM_ID, data: { color: 'blue' }, timestamp: NOW },
    ]);
  },
);

t.test(
  'an unknown field of a room event is copied to the top level of the socket event (BUS-6)',
  async (t) => {
    for (const event of roomEvents) {
      const [, payload] = toSocketEvent({ ...event, ...{ reaction: 'new' } } as RoomEvent);
      const [, known] = toSocketEvent(event);
      t.strictSame(payload, { ...known, reaction: 'new' }, event.kind);
    }
  },
);
