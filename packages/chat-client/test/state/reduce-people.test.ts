import t from 'tap';
import {
  createEventsReleasedAction,
  createTypingAction,
  reduceActions,
  stateWithOpenRoom,
  stateWithRoom,
} from '../support/reduced-states.ts';
import {
  buildMembersChangedEvent,
  buildMessageCreatedEvent,
  MY_USER_ID,
  ROOM_ID,
} from '../support/samples.ts';

t.test('a user who sends a message or leaves the room no longer shows as typing', async (t) => {
  for (const event of [
    buildMessageCreatedEvent(11),
    buildMembersChangedEvent(11, { removed: ['user_bob'] }),
  ]) {
    const state = reduceActions(
      stateWithOpenRoom,
      createTypingAction(true),
      createEventsReleasedAction(event),
    );
    t.same(state.typing[ROOM_ID], {});
  }
});

t.test('a typing indicator ends with an update, on expiry, or when the connection is lost', async (t) => {
  const typingState = reduceActions(stateWithOpenRoom, createTypingAction(true));
  t.match(typingState.typing[ROOM_ID], { user_bob: { name: 'Bob' } });
  t.same(reduceActions(typingState, createTypingAction(false)).typing[ROOM_ID], {});
  t.equal(reduceActions(typingState, { type: 'clock', now: 1_000 }), typingState);
  t.same(reduceActions(typingState, { type: 'clock', now: 60_000 }).typing[ROOM_ID], {});
  t.same(reduceActions(typingState, { type: 'connection', connection: 'waiting' }).typing, {});
});

t.test('a client is caught up only while it is connected', async (t) => {
  const caughtUpState = reduceActions(stateWithRoom, { type: 'caught-up' });
  t.ok(caughtUpState.caughtUp);
  const waitingState = reduceActions(caughtUpState, { type: 'connection', connection: 'waiting' });
  t.notOk(waitingState.caughtUp);
  t.equal(reduceActions(waitingState, { type: 'caught-up' }), waitingState);
});

t.test(
  "a receipt moves a cursor in the roster, and the user's own receipt updates the unread counts",
  async (t) => {
    const unreadState = reduceActions(
      stateWithOpenRoom,
      createEventsReleasedAction(buildMessageCreatedEvent(11)),
    );
    const stateSeenByBob = reduceActions(unreadState, {
      type: 'seen',
      roomId: ROOM_ID,
      userId: 'user_bob',
      seq: 12,
    });
    t.equal(stateSeenByBob.rosters[ROOM_ID]?.cursors.user_bob, 12);
    t.equal(stateSeenByBob.rooms[ROOM_ID]?.summary.unread_count, 1);
    const stateSeenByMe = reduceActions(unreadState, {
      type: 'seen',
      roomId: ROOM_ID,
      userId: MY_USER_ID,
      seq: 11,
    });
    t.equal(stateSeenByMe.rooms[ROOM_ID]?.summary.unread_count, 0);
  },
);

t.test('presence updates and lists of online users update the presence', async (t) => {
  const presenceUpdate = {
    userId: 'user_bob',
    isOnline: true,
    status: 'busy' as const,
    lastSeen: null,
    timestamp: '2026',
  };
  const state = reduceActions(stateWithOpenRoom, { type: 'presence-updated', update: presenceUpdate });
  t.match(state.presence, { user_bob: { status: 'busy' } });
  const stateAfterOnlineList = reduceActions(state, {
    type: 'presence-listed',
    online: [],
    members: ['user_bob'],
  });
  t.match(stateAfterOnlineList.presence, { user_bob: { status: 'offline' } });
});
