import t from 'tap';
import {
  compareRoomList,
  computeJoinRetryDelayMs,
  decideNextStep,
  findUnjoinedRooms,
  hasLeftSince,
  initialTracking,
  isListRequestSuperseded,
  type RoomObservation,
  type RoomTracking,
  recordObservation,
  splitRejected,
  wasAddedSince,
} from '../../src/chat/room-tracking.ts';
import { roomOf } from '../support/samples.ts';

const trackAll = (tracking: RoomTracking, ...facts: RoomObservation[]) =>
  facts.reduce(recordObservation, tracking);
const joined = (...roomIds: string[]): RoomObservation => ({ type: 'joined', roomIds, connections: 1 });
const connected = trackAll(initialTracking, { type: 'connected' });

t.test('a new connection starts without joined rooms', async (t) => {
  const tracking = trackAll(connected, joined('a', 'b'));
  t.same(findUnjoinedRooms(tracking, ['a', 'b', 'c']), ['c']);
  const again = trackAll(tracking, { type: 'connected' });
  t.same(findUnjoinedRooms(again, ['a', 'b']), ['a', 'b']);
  t.equal(trackAll(again, joined('a')), again, 'the response to a join on an earlier connection is ignored');
});

t.test('a room no longer counts as joined after it ends or the user is added to it again', async (t) => {
  const tracking = trackAll(connected, joined('a', 'b', 'c'), { type: 'ended', roomId: 'a' });
  const arrived = trackAll(tracking, { type: 'arrived', roomId: 'b', isKnown: true });
  t.same(findUnjoinedRooms(arrived, ['a', 'b', 'c']), ['a', 'b']);
});

t.test('an unknown room is loaded and joined, and a joined room is left alone', async (t) => {
  t.equal(decideNextStep(connected, 'a', false), 'load-and-join');
  t.equal(decideNextStep(connected, 'a', true), 'join');
  t.equal(decideNextStep(trackAll(connected, joined('a')), 'a', true), 'nothing');
});

t.test('a known room is joined again, once, when the user is added to it', async (t) => {
  const arrived = trackAll(
    connected,
    joined('a'),
    { type: 'arrived', roomId: 'a', isKnown: true },
    joined('a'),
  );
  t.equal(
    decideNextStep(arrived, 'a', true),
    'join',
    'even if a join that was on its way has succeeded since',
  );
  t.equal(decideNextStep(trackAll(arrived, { type: 'return-handled', roomId: 'a' }), 'a', true), 'nothing');
  const isNew = trackAll(connected, { type: 'arrived', roomId: 'b', isKnown: false }, joined('b'));
  t.equal(decideNextStep(isNew, 'b', true), 'nothing');
});

t.test('a response is outdated if the user left a room after the request', async (t) => {
  t.notOk(hasLeftSince(connected, trackAll(connected, joined('a'))));
  t.ok(hasLeftSince(connected, trackAll(connected, { type: 'left' })));
});

t.test('a newer request for the room list makes the older one outdated', async (t) => {
  const first = trackAll(connected, { type: 'list-requested' });
  t.notOk(isListRequestSuperseded(first, trackAll(first, joined('a'))));
  t.ok(isListRequestSuperseded(first, trackAll(first, { type: 'list-requested' })));
});

t.test('a response without a room does not end the room if it was added after the request', async (t) => {
  const now = trackAll(connected, { type: 'arrived', roomId: 'a', isKnown: true });
  t.ok(wasAddedSince(connected, now, 'a'));
  t.notOk(wasAddedSince(connected, now, 'b'));
});

t.test(
  'comparing a room list finds unknown rooms, and rooms that were known at the request but are missing now',
  async (t) => {
    const list = ['a', 'b'].map((id) => roomOf({ id }));
    const { added, missing } = compareRoomList(list, ['a', 'x'], ['a', 'x', 'y']);
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
    t.same(splitRejected({ rejected }), { ended: ['a'], retry: ['b'] });
    t.same(splitRejected({}), { ended: [], retry: [] });
  },
);

t.test('a rejected join is retried after 1 s, then after longer waits of at most 10 s', async (t) => {
  t.same([1, 2, 10, 50].map(computeJoinRetryDelayMs), [1_000, 2_000, 10_000, 10_000]);
});
