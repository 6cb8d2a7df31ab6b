import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { ApiError } from '../../src/api/api-error.ts';
import { createCatchUp } from '../../src/chat/catch-up.ts';
import { getPosition } from '../../src/state/chat-state.ts';
import { buildMessageCreatedEvent, buildRoom, buildUnknownEvent, ROOM_ID } from '../support/samples.ts';
import { createTestContext } from '../support/test-context.ts';

/**
 * Creates the catch-up function of a client with a room at position 10. The server's log ends at `head`, and events up
 * to `lostUpTo` are no longer stored.
 */
function createTestCatchUp(head: number, lostUpTo = 0) {
  const sentRequests: string[] = [];
  const roomLog: RoomEvent[] = [];
  for (let seq = 1; seq <= Math.min(head, 100); seq += 1)
    roomLog.push(seq % 4 === 0 ? buildUnknownEvent(seq) : buildMessageCreatedEvent(seq));
  const clientParts = createTestContext({
    api: {
      room: async () => {
        sentRequests.push('room');
        return buildRoom({ last_seq: head });
      },
      eventsAfter: async (_roomId, after) => {
        sentRequests.push(`events after ${after}`);
        if (after < lostUpTo || after > head) throw new ApiError('RESYNC_REQUIRED', 'Load the room again.');
        return { items: roomLog.slice(after, after + 5), hasMore: after + 5 < head };
      },
    },
  });
  const readPosition = () => getPosition(clientParts.store.get(), ROOM_ID);
  const listReceivedSeqs = () =>
    clientParts.emitted.flatMap(([name, value]) => (name === 'room-event' ? [(value as RoomEvent).seq] : []));
  return {
    ...clientParts,
    requests: sentRequests,
    position: readPosition,
    received: listReceivedSeqs,
    catchUp: createCatchUp(clientParts.context),
  };
}

t.test('missed events in the join response close the gap without another request', async (t) => {
  const { catchUp, requests, received } = createTestCatchUp(12);
  await catchUp(ROOM_ID, 12, { events: [buildMessageCreatedEvent(11), buildMessageCreatedEvent(12)] });
  t.same(received(), [11, 12]);
  t.same(requests, []);
});

t.test('LOG-7: events of unknown kinds in the join response advance the position', async (t) => {
  const { catchUp, requests, received, position } = createTestCatchUp(13);
  await catchUp(ROOM_ID, 13, {
    events: [buildUnknownEvent(11), buildMessageCreatedEvent(12), buildUnknownEvent(13)],
  });
  t.same(received(), [11, 12, 13]);
  t.equal(position(), 13);
  t.same(requests, []);
});

t.test('a gap is closed by fetching the missing events page by page', async (t) => {
  const { catchUp, requests, received } = createTestCatchUp(17);
  await catchUp(ROOM_ID, 17, { code: 'CATCH_UP_BY_EVENTS', head: 17 });
  t.same(received(), [11, 12, 13, 14, 15, 16, 17]);
  t.same(requests, ['events after 10', 'events after 15']);
});

t.test('LOG-6: a room is loaded again if its missing events are no longer stored', async (t) => {
  for (const missed of [undefined, { code: 'RESYNC_REQUIRED' as const }]) {
    const { catchUp, requests, position, emitted } = createTestCatchUp(50, 40);
    await catchUp(ROOM_ID, 50, missed);
    t.equal(requests.at(-1), 'room');
    t.equal(position(), 50);
    t.same(emitted, [['room-reset', { roomId: ROOM_ID }]]);
  }
});

t.test('a gap of more than 5,000 events is closed by loading the room again', async (t) => {
  const { catchUp, requests, position } = createTestCatchUp(6_000);
  await catchUp(ROOM_ID, 6_000);
  t.same(requests, ['room']);
  t.equal(position(), 6_000);
});

t.test("a client continues from the end of a room's log that was restored from a backup", async (t) => {
  const { catchUp, position, requests } = createTestCatchUp(4);
  await catchUp(ROOM_ID, 4, { code: 'RESYNC_REQUIRED' });
  t.equal(position(), 4);
  t.same(requests, ['room', 'events after 4'], 'events since then were dropped as repeats');
});

t.test("a room that no longer exists on the server is removed from the client's state", async (t) => {
  const { catchUp, emitted, context } = createTestCatchUp(12);
  context.api.eventsAfter = async () => {
    throw new ApiError('ROOM_NOT_FOUND', 'No such room.');
  };
  await catchUp(ROOM_ID, 12);
  t.match(emitted, [['room-ended', { event: null, own: false }]]);
});
