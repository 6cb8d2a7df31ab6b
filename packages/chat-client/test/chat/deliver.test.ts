import t from 'tap';
import { deliver, deliverEnd, deliverReset } from '../../src/chat/deliver.ts';
import { getPosition } from '../../src/state/chat-state.ts';
import { ME, membersChanged, messageCreated, ROOM_ID, roomDeleted, roomOf } from '../support/samples.ts';
import { testContext } from '../support/test-context.ts';

t.test('ORD-1: each event is applied to the state and then emitted, in order and exactly once', async (t) => {
  const { context, store, events, emitted } = testContext();
  const positions: unknown[] = [];
  events.on('room-event', () => positions.push(getPosition(store.get(), ROOM_ID)));
  deliver(context, ROOM_ID, [messageCreated(12)]);
  t.same(emitted, []);
  deliver(context, ROOM_ID, [messageCreated(11), messageCreated(11), messageCreated(12)]);
  t.same(emitted, [
    ['room-event', messageCreated(11)],
    ['room-event', messageCreated(12)],
  ]);
  t.same(positions, [12, 12]);
});

t.test('events of an unknown room are ignored', async (t) => {
  const { context, store, emitted } = testContext();
  const before = store.get();
  deliver(context, 'unknown', [messageCreated(11)]);
  deliverReset(context, roomOf({ id: 'unknown' }), null);
  deliverEnd(context, 'unknown');
  t.equal(store.get(), before);
  t.same(emitted, []);
});

t.test(
  'REM-3: the event that ends a room is the last one emitted for it and names who ended the room',
  async (t) => {
    const { context, store, emitted } = testContext();
    const end = membersChanged(11, { removed: [ME] });
    deliver(context, ROOM_ID, [end]);
    t.notOk(store.get().rooms[ROOM_ID]);
    t.same(emitted, [
      ['room-event', end],
      ['room-ended', { room: roomOf(), event: end, own: false }],
    ]);
  },
);

t.test('a room counts as ended by the user if they left or deleted it on another device', async (t) => {
  const left = membersChanged(11, { removed: [ME] });
  const wasDeleted = roomDeleted(11);
  if (left.kind === 'members-changed') left.data.by = { userId: ME, name: 'Me' };
  if (wasDeleted.kind === 'room-deleted') wasDeleted.data.deletedBy = ME;
  for (const event of [left, wasDeleted]) {
    const { context, emitted } = testContext();
    deliver(context, ROOM_ID, [event]);
    t.match(emitted.at(-1), ['room-ended', { own: true }], event.kind);
  }
});

t.test('events after a removal show that the user was added to the room again', async (t) => {
  const { context, emitted } = testContext();
  deliver(context, ROOM_ID, [
    membersChanged(11, { removed: [ME] }),
    membersChanged(12, { added: [ME] }),
    messageCreated(13),
  ]);
  t.same(
    emitted.map(([name]) => name),
    ['room-event', 'room-ended', 'room-returned'],
  );
});

t.test('after a room is reset, held events that follow the new position are released', async (t) => {
  const { context, store, emitted } = testContext();
  deliver(context, ROOM_ID, [messageCreated(51)]);
  deliverReset(context, roomOf({ last_seq: 50 }), null);
  t.same(emitted, [
    ['room-reset', { roomId: ROOM_ID }],
    ['room-event', messageCreated(51)],
  ]);
  t.equal(getPosition(store.get(), ROOM_ID), 51);
});

t.test('a room can be removed without an event', async (t) => {
  const { context, store, emitted } = testContext();
  deliverEnd(context, ROOM_ID, true);
  t.notOk(store.get().rooms[ROOM_ID]);
  t.same(emitted, [['room-ended', { room: roomOf(), event: null, own: true }]]);
});
