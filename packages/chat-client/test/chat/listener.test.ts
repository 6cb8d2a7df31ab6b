import { type RoomEvent, toSocketEvent } from '@kcs/contracts';
import t from 'tap';
import { createServerEventListener } from '../../src/chat/listener.ts';
import type { NotificationCenter } from '../../src/chat/notification-center.ts';
import type { RoomManager } from '../../src/chat/room-manager.ts';
import type { ServerEvent } from '../../src/realtime/link.ts';
import {
  buildMembersChangedEvent,
  buildMessageCreatedEvent,
  buildUnknownEvent,
  MY_USER_ID,
  ROOM_ID,
} from '../support/samples.ts';
import { createTestContext } from '../support/test-context.ts';

/** Creates the listener of a client with one room at position 10, and records the background work that it starts. */
function createTestListener() {
  const clientParts = createTestContext();
  const startedWorkLog: string[] = [];
  const createCallRecorder =
    (name: string) =>
    async (...args: unknown[]) =>
      void startedWorkLog.push(
        [name, ...args].map((arg) => (typeof arg === 'object' ? JSON.stringify(arg) : arg)).join(' '),
      );
  const standInRoomManager = {
    add: createCallRecorder('add'),
    onRoomAdded: createCallRecorder('on room added'),
    removeIfEnded: createCallRecorder('remove if ended'),
  } as unknown as RoomManager;
  const receiveEvent = createServerEventListener(clientParts.context, {
    catchUp: createCallRecorder('catch up'),
    rooms: standInRoomManager,
    summaries: { refreshIfStale: (roomId) => void startedWorkLog.push(`refresh ${roomId}`) },
    notifications: {
      onNotification: ({ id }: { id: string }) => void startedWorkLog.push(`list ${id}`),
      onSeen: createCallRecorder('mark seen'),
    } as unknown as NotificationCenter,
  });
  const receiveRoomEvent = (event: RoomEvent) => {
    const [name, payload] = toSocketEvent(event);
    receiveEvent({ name, payload } as ServerEvent);
  };
  return { ...clientParts, started: startedWorkLog, receive: receiveEvent, receiveRoomEvent };
}

t.test('room events are delivered, and events still missing after a short wait are fetched', async (t) => {
  const { receiveRoomEvent, time, started, emitted } = createTestListener();
  receiveRoomEvent(buildMessageCreatedEvent(11));
  t.equal(emitted.length, 1);
  receiveRoomEvent(buildMessageCreatedEvent(13));
  receiveRoomEvent(buildMessageCreatedEvent(12));
  await time.run(1_000);
  t.same(started, [], 'the gap closed by itself');
  receiveRoomEvent(buildMessageCreatedEvent(16));
  await time.run(1_000);
  t.same(started, [`catch up ${ROOM_ID} 16`]);
});

t.test('LOG-7: an event of an unknown kind is delivered in order like any other', async (t) => {
  const { receiveRoomEvent, time, started, emitted } = createTestListener();
  receiveRoomEvent(buildMessageCreatedEvent(12));
  receiveRoomEvent(buildUnknownEvent(11));
  receiveRoomEvent(buildUnknownEvent(13));
  await time.run(1_000);
  t.same(started, [], 'there was no gap to fetch');
  t.same(emitted, [
    ['room-event', buildUnknownEvent(11)],
    ['room-event', buildMessageCreatedEvent(12)],
    ['room-event', buildUnknownEvent(13)],
  ]);
});

t.test('an event for an unknown room loads the room, unless the event ends the room', async (t) => {
  const { receiveRoomEvent, started } = createTestListener();
  const moveToOtherRoom = (event: RoomEvent) => {
    const movedEvent = structuredClone(event);
    if ('roomId' in movedEvent.data) movedEvent.data.roomId = 'other';
    else movedEvent.data.room_id = 'other';
    return movedEvent;
  };
  receiveRoomEvent(moveToOtherRoom(buildMessageCreatedEvent(5)));
  receiveRoomEvent(moveToOtherRoom(buildMembersChangedEvent(6, { removed: [MY_USER_ID] })));
  t.same(started, ['add other']);
});

t.test(
  'a notification of a new chat loads and joins its room, and every notification is emitted and offered to the list',
  async (t) => {
    const { receive, started, emitted } = createTestListener();
    const notification = { id: 'n', type: 'new_chat', data: { roomId: 'other' }, timestamp: '' };
    receive({ name: 'chat-notification', payload: notification });
    t.same(started, ['on room added other', 'list n']);
    t.same(emitted, [['notification', notification]]);
  },
);

t.test(
  'a client follows changes from another device: a new room, a hidden room, and a muted room',
  async (t) => {
    const { receive, started, context } = createTestListener();
    const roomAddedPayload = {
      roomId: 'other',
      roomName: 'Class 4b',
      roomType: 'group' as const,
      addedBy: { userId: MY_USER_ID, name: 'Me' },
      timestamp: '',
    };
    receive({ name: 'chat-room-added', payload: roomAddedPayload });
    const ownSettings = { roomId: ROOM_ID, muted: true, notificationLevel: 'none' as const, timestamp: '' };
    receive({ name: 'chat-room-settings-changed', payload: { ...ownSettings, hidden: false } });
    t.equal(context.store.get().rooms[ROOM_ID]?.summary.muted, true);
    receive({ name: 'chat-room-settings-changed', payload: { ...ownSettings, hidden: true } });
    t.same(started, ['add other', `add ${ROOM_ID}`, `remove if ended ${ROOM_ID}`]);
  },
);

t.test(
  'CATCH-4: a resync event repairs a gap, or resets a room whose head is below its position',
  async (t) => {
    const { receive, started } = createTestListener();
    receive({ name: 'chat-resync', payload: { rooms: { [ROOM_ID]: 15 } } });
    receive({ name: 'chat-resync', payload: { rooms: { [ROOM_ID]: 4 } } });
    t.same(started, [`catch up ${ROOM_ID} 15 `, `catch up ${ROOM_ID} 4 {"code":"RESYNC_REQUIRED"}`]);
  },
);

t.test('typing, presence, and receipt events change the state', async (t) => {
  const { receive, store, started } = createTestListener();
  const bobUserId = 'user_bob';
  const timestamp = '2026-01-01T00:00:00.000Z';
  receive({
    name: 'chat-user-typing',
    payload: { userId: bobUserId, userName: 'Bob', roomId: ROOM_ID, isTyping: true, timestamp },
  });
  receive({
    name: 'chat-user-status-update',
    payload: { userId: bobUserId, isOnline: true, status: 'busy', lastSeen: null, timestamp },
  });
  receive({
    name: 'messages-seen',
    payload: { userId: MY_USER_ID, roomId: ROOM_ID, messageIds: [], lastSeenSeq: 12, timestamp },
  });
  const { typing, presence, rooms } = store.get();
  t.match(typing[ROOM_ID], { user_bob: { name: 'Bob' } });
  t.match(presence, { user_bob: { status: 'busy' } });
  t.equal(rooms[ROOM_ID]?.summary.last_seen_seq, 12);
  t.same(started, [`refresh ${ROOM_ID}`]);
});
