import t from 'tap';
import {
  compareList,
  hasArrivedSince,
  hasLeftSince,
  initialTracking,
  isListSuperseded,
  joinAgainAfterMs,
  nextForRoom,
  type RoomFact,
  type RoomTracking,
  sortRejected,
  track,
  unjoined,
} from '../../src/chat/room-tracking.ts';
import { roomOf } from '../support/samples.ts';

const after = (tracking: RoomTracking, ...facts: RoomFact[]) => facts.reduce(track, tracking);
const joined = (...roomIds: string[]): RoomFact => ({ type: 'joined', roomIds, connections: 1 });
const connected = after(initialTracking, { type: 'connected' });

t.test('a new connection starts without joined rooms', async (t) => {
  const tracking = after(connected, joined('a', 'b'));
  t.same(unjoined(tracking, ['a', 'b', 'c']), ['c']);
  const again = after(tracking, { type: 'connected' });
  t.same(unjoined(again, ['a', 'b']), ['a', 'b']);
  t.equal(after(again, joined('a')), again, 'the response to a join on an earlier connection is ignored');
});

t.test('a room that ended, or to which the user was added again, no longer counts as joined', async (t) => {
  const tracking = after(connected, joined('a', 'b', 'c'), { type: 'ended', roomId: 'a' });
  const arrived = after(tracking, { type: 'arrived', roomId: 'b', isKnown: true });
  t.same(unjoined(arrived, ['a', 'b', 'c']), ['a', 'b']);
});

t.test('an unknown room is loaded and joined, and a joined room is left alone', async (t) => {
  t.equal(nextForRoom(connected, 'a', false), 'load-and-join');
  t.equal(nextForRoom(connected, 'a', true), 'join');
  t.equal(nextForRoom(after(connected, joined('a')), 'a', true), 'nothing');
});

t.test('a known room is joined again, once, when the user is added to it', async (t) => {
  const arrived = after(connected, joined('a'), { type: 'arrived', roomId: 'a', isKnown: true }, joined('a'));
  t.equal(nextForRoom(arrived, 'a', true), 'join', 'even if a join that was on its way has succeeded since');
  t.equal(nextForRoom(after(arrived, { type: 'return-handled', roomId: 'a' }), 'a', true), 'nothing');
  const isNew = after(connected, { type: 'arrived', roomId: 'b', isKnown: false }, joined('b'));
  t.equal(nextForRoom(isNew, 'b', true), 'nothing');
});

t.test('a response to a request from before a leave is outdated', async (t) => {
  t.notOk(hasLeftSince(connected, after(connected, joined('a'))));
  t.ok(hasLeftSince(connected, after(connected, { type: 'left' })));
});

t.test('a newer request for the room list makes the older one outdated', async (t) => {
  const first = after(connected, { type: 'list-requested' });
  t.notOk(isListSuperseded(first, after(first, joined('a'))));
  t.ok(isListSuperseded(first, after(first, { type: 'list-requested' })));
});

t.test('a response without a room does not end the room if it was added after the request', async (t) => {
  const now = after(connected, { type: 'arrived', roomId: 'a', isKnown: true });
  t.ok(hasArrivedSince(connected, now, 'a'));
  t.notOk(hasArrivedSince(connected, now, 'b'));
});

t.test(
  'comparing a room list finds unknown rooms, and rooms that were known at the request but are missing now',
  async (t) => {
    const list = ['a', 'b'].map((id) => roomOf({ id }));
    const { added, missing } = compareList(list, ['a', 'x'], ['a', 'x', 'y']);
    t.same(
      added.map(({ id }) => id),
      ['b'],
    );
    t.same(missing, ['x'], 'y became known after the request');
  },
);

t.test(
  'a rejected room has ended if the server did not find it, and is joined later otherwise',
  async (t) => {
    const rejected = [
      { roomId: 'a', code: 'ROOM_NOT_FOUND' as const },
      { roomId: 'b', code: 'UNAVAILABLE' as const },
    ];
    t.same(sortRejected({ rejected }), { over: ['a'], retry: ['b'] });
    t.same(sortRejected({}), { over: [], retry: [] });
  },
);

t.test('a rejected join is retried after 1 s, then after longer waits of at most 10 s', async (t) => {
  t.same([1, 2, 10, 50].map(joinAgainAfterMs), [1_000, 2_000, 10_000, 10_000]);
});
