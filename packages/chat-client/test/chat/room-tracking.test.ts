import t from 'tap';
import {
  compareRoomList,
  computeJoinRetryDelayMs,
  decideNextStep,
  findUnjoinedRooms,
  hasLeftRoomSince,
  initialTracking,
  isListRequestSuperseded,
  type RoomObservation,
  type RoomTracking,
  recordObservation,
  splitRejectedRooms,
  wasRoomAddedSince,
} from '../../src/chat/room-tracking.ts';
import { buildRoom } from '../support/samples.ts';

const trackAll = (tracking: RoomTracking, ...facts: RoomObservation[]) =>
  facts.reduce(recordObservation, tracking);
const createJoined = (...roomIds: string[]): RoomObservation => ({ type: 'joined', roomIds, connections: 1 });
const trackingAfterConnect = trackAll(initialTracking, { type: 'connected' });

t.test('a new connection starts without joined rooms', async (t) => {
  const tracking = trackAll(trackingAfterConnect, createJoined('a', 'b'));
  t.same(findUnjoinedRooms(tracking, ['a', 'b', 'c']), ['c']);
  const trackingAfterReconnect = trackAll(tracking, { type: 'connected' });
  t.same(findUnjoinedRooms(trackingAfterReconnect, ['a', 'b']), ['a', 'b']);
  t.equal(
    trackAll(trackingAfterReconnect, createJoined('a')),
    trackingAfterReconnect,
    'the response to a join on an earlier connection is ignored',
  );
});

t.test('a room no longer counts as joined after it ends or the user is added to it again', async (t) => {
  const tracking = trackAll(trackingAfterConnect, createJoined('a', 'b', 'c'), {
    type: 'ended',
    roomId: 'a',
  });
  const trackingAfterArrival = trackAll(tracking, { type: 'arrived', roomId: 'b', isKnown: true });
  t.same(findUnjoinedRooms(trackingAfterArrival, ['a', 'b', 'c']), ['a', 'b']);
});

t.test('an unknown room must be loaded and joined, and a joined room needs neither', async (t) => {
  t.equal(decideNextStep(trackingAfterConnect, 'a', false), 'load-and-join');
  t.equal(decideNextStep(trackingAfterConnect, 'a', true), 'join');
  t.equal(decideNextStep(trackAll(trackingAfterConnect, createJoined('a')), 'a', true), 'nothing');
});

t.test('a known room to which the user is added again is joined again exactly once', async (t) => {
  const trackingAfterArrival = trackAll(
    trackingAfterConnect,
    createJoined('a'),
    { type: 'arrived', roomId: 'a', isKnown: true },
    createJoined('a'),
  );
  t.equal(
    decideNextStep(trackingAfterArrival, 'a', true),
    'join',
    'even if a join that was on its way has succeeded since',
  );
  t.equal(
    decideNextStep(trackAll(trackingAfterArrival, { type: 'return-handled', roomId: 'a' }), 'a', true),
    'nothing',
  );
  const isNew = trackAll(
    trackingAfterConnect,
    { type: 'arrived', roomId: 'b', isKnown: false },
    createJoined('b'),
  );
  t.equal(decideNextStep(isNew, 'b', true), 'nothing');
});

t.test('a response is outdated if the user left a room after the request', async (t) => {
  t.notOk(hasLeftRoomSince(trackingAfterConnect, trackAll(trackingAfterConnect, createJoined('a'))));
  t.ok(hasLeftRoomSince(trackingAfterConnect, trackAll(trackingAfterConnect, { type: 'left' })));
});

t.test('a newer request for the room list makes the older one outdated', async (t) => {
  const trackingAtFirstRequest = trackAll(trackingAfterConnect, { type: 'list-requested' });
  t.notOk(
    isListRequestSuperseded(trackingAtFirstRequest, trackAll(trackingAtFirstRequest, createJoined('a'))),
  );
  t.ok(
    isListRequestSuperseded(
      trackingAtFirstRequest,
      trackAll(trackingAtFirstRequest, { type: 'list-requested' }),
    ),
  );
});

t.test('a response without a room does not end the room if it was added after the request', async (t) => {
  const trackingNow = trackAll(trackingAfterConnect, { type: 'arrived', roomId: 'a', isKnown: true });
  t.ok(wasRoomAddedSince(trackingAfterConnect, trackingNow, 'a'));
  t.notOk(wasRoomAddedSince(trackingAfterConnect, trackingNow, 'b'));
});

t.test(
  'comparing a room list finds unknown rooms, and rooms that were known at the time of the request but are not listed',
  async (t) => {
    const list = ['a', 'b'].map((id) => buildRoom({ id }));
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
    t.same(splitRejectedRooms({ rejected }), { ended: ['a'], retry: ['b'] });
    t.same(splitRejectedRooms({}), { ended: [], retry: [] });
  },
);

t.test('a rejected join is retried after 1 s, then after longer waits of at most 10 s', async (t) => {
  t.same([1, 2, 10, 50].map(computeJoinRetryDelayMs), [1_000, 2_000, 10_000, 10_000]);
});
