import t from 'tap';
import { Compile } from 'typebox/compile';
import { ROOM_EVENT_KINDS, SERVER_EVENTS, toSocketEvent } from '../../src/index.ts';
import { roomEvents } from '../support/examples.ts';

const EXPECTED: Record<(typeof ROOM_EVENT_KINDS)[number], string> = {
  'message-created': 'new-chat-message',
  'message-updated': 'chat-message-updated',
  'message-deleted': 'chat-message-deleted',
  'members-changed': 'room-members-changed',
  'room-updated': 'chat-room-updated',
  'room-deleted': 'chat-room-deleted',
};

for (const event of roomEvents) {
  t.test(
    `${event.kind} becomes ${EXPECTED[event.kind]} with its seq at the top level (SOCK-8)`,
    async (t) => {
      const [name, payload] = toSocketEvent(event);
      t.equal(name, EXPECTED[event.kind]);
      t.equal(payload.seq, event.seq);
      t.same([...Compile(SERVER_EVENTS[name]).Errors(payload)], [], 'fits the schema of the event');
    },
  );
}

t.test('every kind has an example above', async (t) => {
  t.same(
    roomEvents.map(({ kind }) => kind),
    ROOM_EVENT_KINDS,
  );
});
