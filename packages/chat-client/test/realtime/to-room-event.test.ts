import { toSocketEvent } from '@kcs/contracts';
import t from 'tap';
import type { ServerEvent } from '../../src/realtime/link.ts';
import { toRoomEvent } from '../../src/realtime/to-room-event.ts';
import { created, deleted, membersChanged, renamed, roomDeleted, updated } from '../support/samples.ts';

t.test('LOG-4: a room event survives the way through its socket event', async (t) => {
  const events = [
    created(2),
    updated(3, 2),
    deleted(4, 2),
    membersChanged(5, { added: ['a'], removed: ['b'] }),
    renamed(6, 'New name'),
    roomDeleted(7),
  ];
  for (const event of events) {
    const [name, payload] = toSocketEvent(event);
    t.same(
      toRoomEvent({ name, payload } as Extract<ServerEvent, { name: 'new-chat-message' }>),
      event,
      event.kind,
    );
  }
});
