import t from 'tap';
import { deliverEvents, deliverReloadedRoom, deliverRoomEnd } from '../../src/chat/deliver.ts';
import { getPosition } from '../../src/state/chat-state.ts';
import {
  buildMembersChangedEvent,
  buildMessageCreatedEvent,
  buildRoom,
  buildRoomDeletedEvent,
  MY_USER_ID,
  ROOM_ID,
} from '../support/samples.ts';
import { createTestContext } from '../support/test-context.ts';

t.test('ORD-1: each event is applied to the state and then emitted, in order and exactly once', async (t) => {
  const { context, store, events, emitted } = createTestContext();
  const positionsAtEmit: unknown[] = [];
  events.on('room-event', () => positionsAtEmit.push(getPosition(store.get(), ROOM_ID)));
  deliverEvents(context, ROOM_ID, [buildMessageCreatedEvent(12)]);
  t.same(emitted, []);
  deliverEvents(context, ROOM_ID, [
    buildMessageCreatedEvent(11),
    buildMessageCreatedEvent(11),
    buildMessageCreatedEvent(12),
  ]);
  t.same(emitted, [
    ['room-event', buildMessageCreatedEvent(11)],
    ['room-event', buildMessageCreatedEvent(12)],
  ]);
  t.same(positionsAtEmit, [12, 12]);
});

t.test('events of an unknown room are ignored', async (t) => {
  const { context, store, emitted } = createTestContext();
  const stateBefore = store.get();
  deliverEvents(context, 'unknown', [buildMessageCreatedEvent(11)]);
  deliverReloadedRoom(context, buildRoom({ id: 'unknown' }), null);
  deliverRoomEnd(context, 'unknown');
  t.equal(store.get(), stateBefore);
  t.same(emitted, []);
});

t.test(
  'REM-3: the event that ends a room is the last one emitted for it and names who ended the room',
  async (t) => {
    const { context, store, emitted } = createTestContext();
    const roomEndingEvent = buildMembersChangedEvent(11, { removed: [MY_USER_ID] });
    deliverEvents(context, ROOM_ID, [roomEndingEvent]);
    t.notOk(store.get().rooms[ROOM_ID]);
    t.same(emitted, [
      ['room-event', roomEndingEvent],
      ['room-ended', { room: buildRoom(), event: roomEndingEvent, own: false }],
    ]);
  },
);

t.test('a room that the user left or deleted on another device counts as ended by the user', async (t) => {
  const leaveEvent = buildMembersChangedEvent(11, { removed: [MY_USER_ID] });
  const deletionEvent = buildRoomDeletedEvent(11);
  if (leaveEvent.kind === 'members-changed') leaveEvent.data.by = { userId: MY_USER_ID, name: 'Me' };
  if (deletionEvent.kind === 'room-deleted') deletionEvent.data.deletedBy = MY_USER_ID;
  for (const event of [leaveEvent, deletionEvent]) {
    const { context, emitted } = createTestContext();
    deliverEvents(context, ROOM_ID, [event]);
    t.match(emitted.at(-1), ['room-ended', { own: true }], event.kind);
  }
});

t.test('events that arrive after a removal mean that the user was added to the room again', async (t) => {
  const { context, emitted } = createTestContext();
  deliverEvents(context, ROOM_ID, [
    buildMembersChangedEvent(11, { removed: [MY_USER_ID] }),
    buildMembersChangedEvent(12, { added: [MY_USER_ID] }),
    buildMessageCreatedEvent(13),
  ]);
  t.same(
    emitted.map(([name]) => name),
    ['room-event', 'room-ended', 'room-returned'],
  );
});

t.test('after a room is reset, held events that follow the new position are released', async (t) => {
  const { context, store, emitted } = createTestContext();
  deliverEvents(context, ROOM_ID, [buildMessageCreatedEvent(51)]);
  deliverReloadedRoom(context, buildRoom({ last_seq: 50 }), null);
  t.same(emitted, [
    ['room-reset', { roomId: ROOM_ID }],
    ['room-event', buildMessageCreatedEvent(51)],
  ]);
  t.equal(getPosition(store.get(), ROOM_ID), 51);
});

t.test('a server response can end a room without an event', async (t) => {
  const { context, store, emitted } = createTestContext();
  deliverRoomEnd(context, ROOM_ID, true);
  t.notOk(store.get().rooms[ROOM_ID]);
  t.same(emitted, [['room-ended', { room: buildRoom(), event: null, own: true }]]);
});
