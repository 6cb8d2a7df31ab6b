import t from 'tap';
import {
  hasLeftRoomSince,
  isListRequestSuperseded,
  wasRoomAddedSince,
} from '../../src/chat/changes-since-request.ts';
import {
  decideStepForAddedRoom,
  findUnjoinedRooms,
  initialRoomTracking,
  type RoomObservation,
  type RoomTracking,
  recordObservation,
} from '../../src/chat/room-tracking.ts';

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
