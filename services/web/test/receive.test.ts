import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { type ChatState, initialState } from '../src/state/chat-state.ts';
import { positionOf } from '../src/state/receive.ts';
import { reduce } from '../src/state/reduce.ts';
import { holds } from './holds.ts';
import { type FakeRoom, ME, play, ROOM, steps } from './room-log.ts';

const me = { id: ME, name: 'Me', email: null, user_type: 'Teacher' } as const;

/** The state of someone who opened the room when its log was `at` long. */
function opened(room: FakeRoom, at: number): ChatState {
  const summary = room.summaryAt[at];
  const messages = room.messagesAt[at];
  if (!summary || !messages) throw new RangeError('the log is shorter');
  let state = reduce(initialState(me), { type: 'room-arrived', room: summary });
  state = reduce(state, { type: 'timeline-opened', roomId: ROOM });
  return reduce(state, { type: 'page-arrived', roomId: ROOM, messages, hasOlder: false });
}

const rooms = steps
  .map(play)
  .chain((room) => fc.record({ room: fc.constant(room), from: fc.nat({ max: room.log.length }) }));

t.test('events in any order, with repeats, give what the server has', async (t) => {
  holds(
    t,
    fc.property(
      rooms.chain(({ room, from }) => {
        const some =
          room.log.length > 0 ? fc.array(fc.constantFrom(...room.log), { maxLength: 20 }) : fc.constant([]);
        const arriving = some.chain((repeats) => {
          const all = [...room.log, ...repeats];
          return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
        });
        return fc.record({ room: fc.constant(room), from: fc.constant(from), arriving });
      }),
      ({ room, from, arriving }) => {
        let state = opened(room, from);
        for (const event of arriving) state = reduce(state, { type: 'event', event });
        const last = room.log.length;
        assert.deepStrictEqual(state.timelines[ROOM]?.messages, room.messagesAt[last]);
        assert.deepStrictEqual(state.rooms[ROOM]?.summary, room.summaryAt[last]);
        assert.equal(positionOf(state, ROOM), last);
        assert.deepStrictEqual(state.rooms[ROOM]?.held, []);
      },
    ),
  );
});

t.test('an event that is applied changes nothing when it comes again', async (t) => {
  holds(
    t,
    fc.property(rooms, ({ room, from }) => {
      let state = opened(room, from);
      for (const event of room.log) {
        state = reduce(state, { type: 'event', event });
        assert.equal(reduce(state, { type: 'event', event }), state);
      }
    }),
  );
});

t.test('a page that was read before later events does not bring old text back', async (t) => {
  holds(
    t,
    fc.property(rooms, fc.nat(), fc.nat(), ({ room, from }, readPick, arrivePick) => {
      const last = room.log.length;
      // The page is read when the log is `read` long, and comes when `arrived` events are applied.
      const read = from + (readPick % (last - from + 1));
      const arrived = read + (arrivePick % (last - read + 1));
      let state = reduce(initialState(me), { type: 'room-arrived', room: room.summaryAt[from] as never });
      state = reduce(state, { type: 'timeline-opened', roomId: ROOM });
      for (const event of room.log.slice(0, arrived)) state = reduce(state, { type: 'event', event });
      const messages = room.messagesAt[read] as never;
      state = reduce(state, { type: 'page-arrived', roomId: ROOM, messages, hasOlder: false });
      assert.deepStrictEqual(state.timelines[ROOM]?.messages, room.messagesAt[arrived]);
      for (const event of room.log.slice(arrived)) state = reduce(state, { type: 'event', event });
      assert.deepStrictEqual(state.timelines[ROOM]?.messages, room.messagesAt[last]);
    }),
  );
});

t.test('a summary loaded anew is not counted twice by the events it contains', async (t) => {
  holds(
    t,
    fc.property(rooms, fc.nat(), ({ room, from }, pick) => {
      const last = room.log.length;
      const loaded = from + (pick % (last - from + 1));
      let state = opened(room, from);
      state = reduce(state, { type: 'room-arrived', room: room.summaryAt[loaded] as never });
      for (const event of room.log) state = reduce(state, { type: 'event', event });
      assert.deepStrictEqual(state.rooms[ROOM]?.summary, room.summaryAt[last]);
      assert.deepStrictEqual(state.timelines[ROOM]?.messages, room.messagesAt[last]);
    }),
  );
});

t.test('an older summary that comes late changes nothing', async (t) => {
  const room = play([
    { what: 'send', who: 1, target: 0 },
    { what: 'send', who: 2, target: 0 },
  ]);
  const state = opened(room, 2);
  t.equal(reduce(state, { type: 'room-arrived', room: room.summaryAt[1] as never }), state);
});
