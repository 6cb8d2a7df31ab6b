import { createSequenceAt } from '@kcs/contracts';
import t from 'tap';
import { getPosition } from '../../src/state/chat-state.ts';
import { createEventsReleasedAction, reduceActions, stateWithOpenRoom } from '../support/reduced-states.ts';
import {
  buildMembersChangedEvent,
  buildMessage,
  buildMessageCreatedEvent,
  buildOutboxItem,
  buildPendingMessage,
  buildRoom,
  buildRoomDeletedEvent,
  buildUnknownEvent,
  MY_USER_ID,
  ROOM_ID,
} from '../support/samples.ts';

t.test('an event updates the room list, the timeline, and the roster', async (t) => {
  const stateAfterEvent = reduceActions(
    stateWithOpenRoom,
    createEventsReleasedAction(buildMessageCreatedEvent(11, { mentions: [MY_USER_ID] })),
  );
  t.match(stateAfterEvent.rooms[ROOM_ID]?.summary, { last_seq: 11, unread_count: 1, mention_count: 1 });
  t.equal(getPosition(stateAfterEvent, ROOM_ID), 11);
  t.same(
    stateAfterEvent.timelines[ROOM_ID]?.messages.map(({ seq }) => seq),
    [9, 11],
  );
  t.equal(stateAfterEvent.rosters[ROOM_ID]?.cursors.user_bob, 11);
});

t.test('after an event, every unaffected part of the state is still the same object', async (t) => {
  const stateWithTwoRooms = reduceActions(stateWithOpenRoom, {
    type: 'room-loaded',
    room: buildRoom({ id: 'room_2' }),
  });
  const stateAfterEvent = reduceActions(
    stateWithTwoRooms,
    createEventsReleasedAction(buildMessageCreatedEvent(11)),
  );
  t.equal(stateAfterEvent.rooms.room_2, stateWithTwoRooms.rooms.room_2);
  t.equal(stateAfterEvent.presence, stateWithTwoRooms.presence);
});

t.test(
  'a room disappears when the user is removed or the room is deleted, and later events change nothing',
  async (t) => {
    for (const end of [buildMembersChangedEvent(11, { removed: [MY_USER_ID] }), buildRoomDeletedEvent(11)]) {
      const stateAfterEnd = reduceActions(
        stateWithOpenRoom,
        { type: 'queued', message: buildPendingMessage('c1') },
        createEventsReleasedAction(end, buildMessageCreatedEvent(12)),
      );
      t.same(
        [stateAfterEnd.rooms, stateAfterEnd.timelines, stateAfterEnd.rosters],
        [{}, {}, {}],
        `${end.kind} leaves nothing of the room`,
      );
      t.match(
        stateAfterEnd.pending[ROOM_ID],
        [{ clientMsgId: 'c1' }],
        'its unsent messages stay, to be refused',
      );
    }
  },
);

t.test('resetting a room replaces its timeline and applies the events after the new position', async (t) => {
  const stateAfterReset = reduceActions(stateWithOpenRoom, {
    type: 'room-reset',
    room: buildRoom({ last_seq: 50 }),
    page: { messages: [buildMessage(50)], hasOlder: true },
    events: [buildMessageCreatedEvent(51)],
    sequence: createSequenceAt(51),
  });
  t.same(
    stateAfterReset.timelines[ROOM_ID]?.messages.map(({ seq }) => seq),
    [50, 51],
  );
  t.equal(getPosition(stateAfterReset, ROOM_ID), 51);
  t.equal(stateAfterReset.rooms[ROOM_ID]?.summary.last_seq, 51);
  t.ok(
    stateAfterReset.lastVersion > stateWithOpenRoom.lastVersion,
    'pages and lists that are still loading are dropped',
  );
});

t.test('resetting a room that the user left or that was deleted changes nothing', async (t) => {
  const stateWithoutRoom = reduceActions(stateWithOpenRoom, { type: 'room-removed', roomId: ROOM_ID });
  const room = buildRoom({ last_seq: 50 });
  t.equal(
    reduceActions(stateWithoutRoom, {
      type: 'room-reset',
      room,
      page: null,
      events: [],
      sequence: createSequenceAt(50),
    }),
    stateWithoutRoom,
  );
});

t.test(
  'a pending message is removed when its event, a loaded page, or its seq shows that it is in the timeline',
  async (t) => {
    const ownMessageFields = { sender_id: MY_USER_ID, client_msg_id: 'c1' };
    const stateWithPending = reduceActions(stateWithOpenRoom, {
      type: 'queued',
      message: buildPendingMessage('c1'),
    });
    t.same(
      reduceActions(
        stateWithPending,
        createEventsReleasedAction(buildMessageCreatedEvent(11, ownMessageFields)),
      ).pending,
      {},
    );
    const loadedPage = { messages: [buildMessage(8, ownMessageFields)], hasOlder: false };
    t.same(
      reduceActions(stateWithPending, { type: 'page-loaded', roomId: ROOM_ID, page: loadedPage, version: 1 })
        .pending,
      {},
    );
    const markSentAction = {
      type: 'marked' as const,
      roomId: ROOM_ID,
      clientMsgId: 'c1',
      state: 'sent' as const,
      problem: null,
    };
    t.match(reduceActions(stateWithPending, { ...markSentAction, seq: 11 }).pending[ROOM_ID], [
      { state: 'sent', seq: 11 },
    ]);
    t.same(
      reduceActions(stateWithPending, { ...markSentAction, seq: 10 }).pending,
      {},
      'everything up to 10 is shown',
    );
  },
);

t.test('listing the outbox and discarding a message update the pending messages', async (t) => {
  const state = reduceActions(stateWithOpenRoom, { type: 'outbox-listed', items: [buildOutboxItem('c1')] });
  t.match(state.pending[ROOM_ID], [{ clientMsgId: 'c1', state: 'waiting' }]);
  t.same(reduceActions(state, { type: 'discarded', roomId: ROOM_ID, clientMsgId: 'c1' }).pending, {});
});

t.test(
  'closing a room drops its timeline and roster, and opening it again starts new versions',
  async (t) => {
    const closedState = reduceActions(
      stateWithOpenRoom,
      { type: 'timeline-closed', roomId: ROOM_ID },
      { type: 'roster-closed', roomId: ROOM_ID },
    );
    t.same([closedState.timelines, closedState.rosters], [{}, {}]);
    const reopenedState = reduceActions(
      closedState,
      { type: 'timeline-opened', roomId: ROOM_ID },
      { type: 'roster-opened', roomId: ROOM_ID },
    );
    t.same([reopenedState.timelines[ROOM_ID]?.version, reopenedState.rosters[ROOM_ID]?.version], [3, 4]);
    t.equal(
      reduceActions(stateWithOpenRoom, { type: 'timeline-opened', roomId: ROOM_ID }),
      stateWithOpenRoom,
      'an open timeline stays as it is',
    );
  },
);

t.test('a timeline whose page failed to load shows the failure and can request the page again', async (t) => {
  const failedState = reduceActions(
    stateWithOpenRoom,
    { type: 'page-requested', roomId: ROOM_ID },
    { type: 'page-failed', roomId: ROOM_ID, version: 1 },
  );
  t.match(failedState.timelines[ROOM_ID], { failed: true, loading: false });
  t.match(reduceActions(failedState, { type: 'page-requested', roomId: ROOM_ID }).timelines[ROOM_ID], {
    loading: true,
  });
});

t.test("muting a room changes only that room's setting", async (t) => {
  t.equal(
    reduceActions(stateWithOpenRoom, { type: 'level-changed', roomId: ROOM_ID, level: 'none' }).rooms[ROOM_ID]
      ?.summary.muted,
    true,
  );
  t.equal(
    reduceActions(stateWithOpenRoom, { type: 'level-changed', roomId: 'unknown', level: 'none' }),
    stateWithOpenRoom,
  );
});

t.test('LOG-7: an event of an unknown kind only advances the position', async (t) => {
  const stateBefore = reduceActions(
    stateWithOpenRoom,
    createEventsReleasedAction(buildMessageCreatedEvent(11)),
  );
  const { rooms, ...others } = reduceActions(stateBefore, createEventsReleasedAction(buildUnknownEvent(12)));
  t.equal(rooms[ROOM_ID]?.sequence.position, 12);
  t.same(rooms[ROOM_ID]?.summary, { ...stateBefore.rooms[ROOM_ID]?.summary, last_seq: 12 });
  t.same(rooms[ROOM_ID]?.unread, stateBefore.rooms[ROOM_ID]?.unread);
  const { rooms: _rooms, ...othersBefore } = stateBefore;
  t.same(others, othersBefore);
});

t.test('property names that every object inherits do not count as rooms', async (t) => {
  for (const roomId of Object.getOwnPropertyNames(Object.prototype)) {
    t.equal(getPosition(stateWithOpenRoom, roomId), undefined, roomId);
    const stateAfterOpening = reduceActions(
      stateWithOpenRoom,
      { type: 'timeline-opened', roomId },
      { type: 'page-requested', roomId },
      { type: 'roster-opened', roomId },
      {
        type: 'members-loaded',
        roomId,
        list: { members: [], complete: true, requestedAtSeq: 10, version: 3 },
      },
    );
    t.same(Object.keys(stateAfterOpening.timelines), [ROOM_ID], roomId);
    t.same(Object.keys(stateAfterOpening.rosters), [ROOM_ID], roomId);
    t.equal(stateAfterOpening.lastVersion, stateWithOpenRoom.lastVersion, roomId);
  }
});
