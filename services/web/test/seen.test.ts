import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { initialState } from '../src/state/chat-state.ts';
import { cursorsOfOthers, seenCount } from '../src/state/receipts.ts';
import { reduce } from '../src/state/reduce.ts';
import { holds } from './holds.ts';
import { ME, PEOPLE, play, ROOM } from './room-log.ts';

const me = { id: ME, name: 'Me', email: null, user_type: 'Teacher' } as const;
const room = play(Array.from({ length: 6 }, () => ({ what: 'send', who: 1, target: 0 }) as const));
const opened = () => {
  let state = reduce(initialState(me), { type: 'room-arrived', room: room.summaryAt[6] as never });
  state = reduce(state, { type: 'timeline-opened', roomId: ROOM });
  return reduce(state, {
    type: 'page-arrived',
    roomId: ROOM,
    messages: room.messagesAt[6] as never,
    hasOlder: false,
  });
};

t.test('reading part of what is new leaves the rest unread', async (t) => {
  const state = reduce(opened(), { type: 'seen', roomId: ROOM, userId: ME, seq: 4 });
  t.match(state.rooms[ROOM]?.summary, { last_seen_seq: 4, unread_count: 2 });
});

t.test('the cursor only moves forward, whatever the order of receipts', async (t) => {
  holds(
    t,
    fc.property(fc.array(fc.nat({ max: 6 }), { minLength: 1 }), (seqs) => {
      const state = seqs.reduce(
        (before, seq) => reduce(before, { type: 'seen', roomId: ROOM, userId: ME, seq }),
        opened(),
      );
      const furthest = Math.max(...seqs);
      assert.deepEqual(
        [state.rooms[ROOM]?.summary.last_seen_seq, state.rooms[ROOM]?.summary.unread_count],
        [furthest, 6 - furthest],
      );
    }),
  );
});

t.test('a receipt that comes before the list of members counts when the list is there', async (t) => {
  let state = reduce(opened(), { type: 'seen', roomId: ROOM, userId: PEOPLE[2], seq: 5 });
  const members = PEOPLE.map((user_id) => ({
    user_id,
    name: user_id,
    user_type: 'Student' as const,
    role: 'member' as const,
    last_seen_seq: 2,
    joined_at: new Date(0).toISOString(),
  }));
  state = reduce(state, { type: 'members-arrived', roomId: ROOM, members, complete: true });
  const cursors = cursorsOfOthers(state.rosters[ROOM], ME);
  t.strictSame(cursors, [2, 5]);
});

t.test('a message counts as seen by each whose cursor is at or above it', async (t) => {
  holds(
    t,
    fc.property(fc.array(fc.nat({ max: 20 })), fc.nat({ max: 20 }), (unsorted, seq) => {
      const cursors = unsorted.toSorted((a, b) => a - b);
      assert.equal(seenCount(cursors, seq), cursors.filter((cursor) => cursor >= seq).length);
    }),
  );
});
