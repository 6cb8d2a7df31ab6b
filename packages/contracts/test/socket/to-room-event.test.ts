import fc from 'fast-check';
import t from 'tap';
import { Compile } from 'typebox/compile';
import { RoomEvent, toRoomEvent, toSocketEvent } from '../../src/index.ts';
import { roomEventArbitrary } from '../support/any-room-event.ts';
import { roomEvents } from '../support/examples.ts';

function convertToSocketEventAndBack(event: RoomEvent): RoomEvent {
  const [name, payload] = toSocketEvent(event);
  // Converts a socket event to a room event, as a client would. The cast is needed because TypeScript does not know
  // that the payload belongs to the event name.
  return toRoomEvent({ name, payload: JSON.parse(JSON.stringify(payload)) } as Parameters<
    typeof toRoomEvent
  >[0]);
}

for (const event of roomEvents) {
  t.test(`toRoomEvent converts a socket event back to its ${event.kind} room event`, async (t) => {
    t.same(convertToSocketEventAndBack(event), event);
  });
}

t.test('a received `room-event` becomes an ordinary room event if the receiver knows its kind', async (t) => {
  const roomUpdatedEvent = roomEvents.find(({ kind }) => kind === 'room-updated');
  if (roomUpdatedEvent?.kind !== 'room-updated') return t.fail('there is no example');
  const { room_id: roomId, created_at: timestamp, ...event } = roomUpdatedEvent;
  t.same(
    toRoomEvent({ name: 'room-event', payload: { ...event, roomId, timestamp } as never }),
    roomUpdatedEvent,
  );
});

t.test('a field that only a newer version knows stays at the top level of a message event', async (t) => {
  const [created] = roomEvents;
  const event = { ...created, reaction: 'new' } as unknown as RoomEvent;
  t.strictSame(convertToSocketEventAndBack(event), event);
});

t.test('toRoomEvent is the inverse of toSocketEvent for every room event', async (t) => {
  const roomEventValidator = Compile(RoomEvent);
  fc.assert(
    fc.property(roomEventArbitrary, (event) => {
      const expectedEvent = JSON.parse(JSON.stringify(event));
      t.same([...roomEventValidator.Errors(expectedEvent)], []);
      t.strictSame(convertToSocketEventAndBack(event), expectedEvent);
    }),
  );
});
