import t from 'tap';
import {
  compareRoomList,
  computeJoinRetryDelayMs,
  decideStepForAddedRoom,
  findUnjoinedRooms,
  hasLeftRoomSince,
  initialRoomTracking,
  isListRequestSuperseded,
  type RoomObservation,
  type RoomTracking,
  recordObservation,
  splitRejectedRooms,
  wasRoomAddedSince,
} from '../../src/chat/room-tracking.ts';
import { buildRoom } from '../support/samples.ts';

const recordAllObservations = (tracking: RoomTracking, ...facts: RoomObservation[]) =>
  facts.reduce(recordObservation, tracking);
const createJoinObservation = (...roomIds: string[]): RoomObservation => ({
  type: 'joined',
  roomIds,
  connections: 1,
});
const trackingAfterConnect = recordAllObservations(initialRoomTracking, { type: 'connected' });

t.test('a new connection starts without joined rooms', async (t) => {
  const trackingAfterJoin = recordAllObservations(trackingAfterConnect, createJoinObservation('a', 'b'));
  t.same(findUnjoinedRooms(trackingAfterJoin, ['a', 'b', 'c']), ['c']);
  const trackingAfterReconnect = recordAllObservations(trackingAfterJoin, { type: 'connected' });
  t.same(findUnjoinedRooms(trackingAfterReconnect, ['a', 'b']), ['a', 'b']);
  t.equal(
    recordAllObservations(trackingAfterReconnect, createJoinObservation('a')),
    trackingAfterReconnect,
    'the response to a join on an earlier connection is ignored',
  );
});

t.test('a room no longer counts as joined after it ends or the user is added to it again', async (t) => {
  const trackingAfterEnd = recordAllObservations(trackingAfterConnect, createJoinObservation('a', 'b', 'c'), {
    type: 'ended',
    roomId: 'a',
  });
  const trackingAfterArrival = recordAllObservations(trackingAfterEnd, {
    type: 'arrived',
    roomId: 'b',
    isKnown: true,
  });
  t.same(findUnjoinedRooms(trackingAfterArrival, ['a', 'b', 'c']), ['a', 'b']);
});

t.test('an unknown room must be loaded and joined, and a joined room needs neither', async (t) => {
  t.equal(decideStepForAddedRoom(trackingAfterConnect, 'a', false), 'load-and-join');
  t.equal(decideStepForAddedRoom(trackingAfterConnect, 'a', true), 'join');
  t.equal(
    decideStepForAddedRoom(
      recordAllObservations(trackingAfterConnect, createJoinObservation('a')),
      'a',
      true,
    ),
    'nothing',
  );
});

t.test('a known room to which the user is added again is joined again exactly once', async (t) => {
  const trackingAfterArrival = recordAllObservations(
    trackingAfterConnect,
    createJoinObservation('a'),
    { type: 'arrived', roomId: 'a', isKnown: true },
    createJoinObservation('a'),
  );
  t.equal(
    decideStepForAddedRoom(trackingAfterArrival, 'a', true),
    'join',
    'even if a join that was on its way has succeeded since',
  );
  t.equal(
    decideStepForAddedRoom(
      recordAllObservations(trackingAfterArrival, { type: 'return-handled', roomId: 'a' }),
      'a',
      true,
    ),
    'nothing',
  );
  const trackingWithNewRoom = recordAllObservations(
    trackingAfterConnect,
    { type: 'arrived', roomId: 'b', isKnown: false },
    createJoinObservation('b'),
  );
  t.equal(decideStepForAddedRoom(trackingWithNewRoom, 'b', true), 'nothing');
});

t.test('a response is outdated if the user left a room after the request', async (t) => {
  t.notOk(
    hasLeftRoomSince(
      trackingAfterConnect,
      recordAllObservations(trackingAfterConnect, createJoinObservation('a')),
    ),
  );
  t.ok(hasLeftRoomSince(trackingAfterConnect, recordAllObservations(trackingAfterConnect, { type: 'left' })));
});

t.test('a newer request for the room list makes the older one outdated', async (t) => {
  const trackingAtFirstRequest = recordAllObservations(trackingAfterConnect, { type: 'list-requested' });
  t.notOk(
    isListRequestSuperseded(
      trackingAtFirstRequest,
      recordAllObservations(trackingAtFirstRequest, createJoinObservation('a')),
    ),
  );
  t.ok(
    isListRequestSuperseded(
      trackingAtFirstRequest,
      recordAllObservations(trackingAtFirstRequest, { type: 'list-requested' }),
    ),
  );
});

t.test('a response without a room does not end the room if it was added after the request', async (t) => {
  const trackingNow = recordAllObservations(trackingAfterConnect, {
    type: 'arrived',
    roomId: 'a',
    isKnown: true,
  });
  t.ok(wasRoomAddedSince(trackingAfterConnect, trackingNow, 'a'));
  t.notOk(wasRoomAddedSince(trackingAfterConnect, trackingNow, 'b'));
});

t.test(
  'comparing a room list finds unknown rooms, and rooms that were known at the time of the request but are not listed',
  async (t) => {
    const roomList = ['a', 'b'].map((id) => buildRoom({ id }));
    const { added, missing } = compareRoomList(roomList, ['a', 'x'], ['a', 'x', 'y']);
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
    const rejectedRooms = [
      { roomId: 'a', code: 'ROOM_NOT_FOUND' as const },
      { roomId: 'b', code: 'UNAVAILABLE' as const },
    ];
    t.same(splitRejectedRooms({ rejected: rejectedRooms }), { ended: ['a'], retry: ['b'] });
    t.same(splitRejectedRooms({}), { ended: [], retry: [] });
  },
);

t.test('a rejected join is retried after 1 s, then after longer waits of at most 10 s', async (t) => {
  t.same([1, 2, 10, 50].map(computeJoinRetryDelayMs), [1_000, 2_000, 10_000, 10_000]);
});
