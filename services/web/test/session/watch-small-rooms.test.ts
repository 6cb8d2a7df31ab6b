import type { ChatState } from '@kcs/chat-client';
import t from 'tap';
import { watchSmallRooms } from '../../src/session/watch-small-rooms.ts';
import { createChatState, createDirectRoom, createRoom, createRoomEntries } from '../support/sample-data.ts';

/**
 * Starts `watchSmallRooms` with a stand-in client. Returns the ids of the rooms for which `watchSmallRooms` has called
 * `watchPeople`, and functions that control the client. Each `watchPeople` call stays pending until the test calls
 * `finishLoad`, which finishes the oldest pending call.
 */
function startWatchingSmallRooms() {
  let clientState: ChatState = createChatState({ caughtUp: false, rooms: {} });
  let notifyOfStateChange = () => {};
  const watchedRoomIds: string[] = [];
  const finishLoadCallbacks: (() => void)[] = [];
  watchSmallRooms({
    getState: () => clientState,
    subscribe: (listener) => {
      notifyOfStateChange = listener;
      return () => true;
    },
    watchPeople: (roomId: string) => {
      watchedRoomIds.push(roomId);
      return new Promise<void>((resolve) => finishLoadCallbacks.push(resolve));
    },
  });
  return {
    watched: watchedRoomIds,
    setState(changes: Partial<ChatState>) {
      clientState = { ...clientState, ...changes };
      notifyOfStateChange();
    },
    async finishLoad() {
      finishLoadCallbacks.shift()?.();
      await new Promise(setImmediate);
    },
  };
}

const createDirectRoomCreatedOnDay = (day: number) =>
  createDirectRoom({
    id: `direct-${day}`,
    created_at: `2026-01-${String(day).padStart(2, '0')}T08:00:00.000Z`,
  });

t.test(
  'the people in direct rooms and small groups are loaded three rooms at a time, most recently active rooms first',
  async (t) => {
    const { watched, setState, finishLoad } = startWatchingSmallRooms();
    const sampleRoomEntries = createRoomEntries(
      createRoom({ id: 'class', member_count: 30, created_at: '2026-01-31T08:00:00.000Z' }),
      createRoom({ id: 'small group', member_count: 4, created_at: '2026-01-01T07:00:00.000Z' }),
      createDirectRoomCreatedOnDay(1),
      createDirectRoomCreatedOnDay(2),
      createDirectRoomCreatedOnDay(3),
      createDirectRoomCreatedOnDay(4),
    );
    setState({ rooms: sampleRoomEntries });
    t.strictSame(watched, [], 'nothing before the client has caught up');
    setState({ caughtUp: true });
    t.strictSame(watched, ['direct-4', 'direct-3', 'direct-2']);
    await finishLoad();
    await finishLoad();
    t.strictSame(watched.slice(3), ['direct-1', 'small group']);
  },
);

t.test(
  'the people in a direct room are loaded once, and again after the room has left the room list and reappeared',
  async (t) => {
    const { watched, setState, finishLoad } = startWatchingSmallRooms();
    setState({ caughtUp: true, rooms: createRoomEntries(createDirectRoomCreatedOnDay(1)) });
    setState({ rooms: createRoomEntries(createDirectRoomCreatedOnDay(1), createRoom({ member_count: 30 })) });
    t.strictSame(watched, ['direct-1']);
    await finishLoad();
    setState({ rooms: createRoomEntries(createRoom({ member_count: 30 })) });
    setState({ rooms: createRoomEntries(createDirectRoomCreatedOnDay(1)) });
    t.strictSame(watched, ['direct-1', 'direct-1']);
  },
);

t.test('the people in at most 60 rooms are loaded, even if the user has more direct rooms', async (t) => {
  const { watched, setState, finishLoad } = startWatchingSmallRooms();
  const seventyDirectRooms = Array.from({ length: 70 }, (_, n) => createDirectRoom({ id: `direct-${n}` }));
  setState({ caughtUp: true, rooms: createRoomEntries(...seventyDirectRooms) });
  for (let n = 0; n < 70; n += 1) await finishLoad();
  t.equal(watched.length, 60);
});
