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

t.test('rooms are joined on the current connection only', async (t) => {
  const tracking = after(connected, joined('a', 'b'));
  t.same(unjoined(tracking, ['a', 'b', 'c']), ['c']);
  const again = after(tracking, { type: 'connected' });
  t.same(unjoined(again, ['a', 'b']), ['a', 'b']);
  t.equal(after(again, joined('a')), again, 'the response to a join on an earlier connection is ignored');
});

t.test('a room that ended or arrived again is no longer joined', async (t) => {
  const tracking = after(connected, joined('a', 'b', 'c'), { type: 'ended', roomId: 'a' });
  const arrived = after(tracking, { type: 'arrived', roomId: 'b', isKnown: true });
  t.same(unjoined(arrived, ['a', 'b', 'c']), ['a', 'b']);
});

t.test('an unknown room is loaded and joined, and a joined one needs nothing', async (t) => {
  t.equal(nextForRoom(connected, 'a', false), 'load-and-join');
  t.equal(nextForRoom(connected, 'a', true), 'join');
  t.equal(nextForRoom(after(connected, joined('a')), 'a', true), 'nothing');
});

t.test('a known room to which the user was added is joined again, once', async (t) => {
  const arrived = after(connected, joined('a'), { type: 'arrived', roomId: 'a', isKnown: true }, joined('a'));
  t.equal(nextForRoom(arrived, 'a', true), 'join', 'even if a join that was on its way has succeeded since');
  t.equal(nextForRoom(after(arrived, { type: 'return-handled', roomId: 'a' }), 'a', true), 'nothing');
  const isNew = after(connected, { type: 'arrived', roomId: 'b', isKnown: false }, joined('b'));
  t.equal(nextForRoom(isNew, 'b', true), 'nothing');
});

t.test('a response from before a leave is not used', async (t) => {
  t.notOk(hasLeftSince(connected, after(connected, joined('a'))));
  t.ok(hasLeftSince(connected, after(connected, { type: 'left' })));
});

t.test('only the latest request for the room list counts', async (t) => {
  const first = after(connected, { type: 'list-requested' });
  t.notOk(isListSuperseded(first, after(first, joined('a'))));
  t.ok(isListSuperseded(first, after(first, { type: 'list-requested' })));
});

t.test('a response without a room proves nothing if the room arrived after the request', async (t) => {
  const now = after(connected, { type: 'arrived', roomId: 'a', isKnown: true });
  t.ok(hasArrivedSince(connected, now, 'a'));
  t.notOk(hasArrivedSince(connected, now, 'b'));
});

t.test(
  'comparing the list finds unknown rooms to add, and missing rooms that were known at the request',
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

t.test('a rejected room is over when it is not found, and tried again otherwise', async (t) => {
  const rejected = [
    { roomId: 'a', code: 'ROOM_NOT_FOUND' as const },
    { roomId: 'b', code: 'UNAVAILABLE' as const },
  ];
  t.same(sortRejected({ rejected }), { over: ['a'], retry: ['b'] });
  t.same(sortRejected({}), { over: [], retry: [] });
});

t.test('a join is tried again after 1 s, then after growing waits of at most 10 s', async (t) => {
  t.same([1, 2, 10, 50].map(joinAgainAfterMs), [1_000, 2_000, 10_000, 10_000]);
});
