import { type ChatClient, getLastActivity } from '@kcs/chat-client';
import { isSmallGroup } from '../chat/small-group.ts';

/**
 * The maximum number of rooms for which the client loads the members and keeps their presence up to date. Users see
 * about this many rooms in the room list without much scrolling.
 */
const MAX_WATCHED_ROOMS = 60;
const MAX_CONCURRENT_ROOM_LOADS = 3;

/**
 * Loads the members of the most recently active direct rooms and small groups, and keeps their presence up to date. The
 * room list shows these people. Runs until the chat client stops.
 */
export function watchSmallRooms(chat: Pick<ChatClient, 'subscribe' | 'getState' | 'watchPeople'>): void {
  const watchedRoomIds = new Set<string>();
  const queuedRoomIds: string[] = [];
  let runningLoadCount = 0;
  let previousRooms: unknown;

  async function loadQueuedRooms(): Promise<void> {
    runningLoadCount += 1;
    for (let roomId = queuedRoomIds.shift(); roomId; roomId = queuedRoomIds.shift())
      await chat.watchPeople(roomId);
    runningLoadCount -= 1;
  }

  chat.subscribe(() => {
    const { caughtUp, rooms } = chat.getState();
    if (!caughtUp || rooms === previousRooms) return;
    previousRooms = rooms;
    for (const id of watchedRoomIds) if (!(id in rooms)) watchedRoomIds.delete(id);
    const smallRooms = Object.values(rooms)
      .map(({ summary }) => summary)
      .filter((room) => room.room_type === 'direct' || isSmallGroup(room))
      .sort((a, b) => (getLastActivity(a) < getLastActivity(b) ? 1 : -1));
    for (const { id } of smallRooms.slice(0, MAX_WATCHED_ROOMS)) {
      if (watchedRoomIds.has(id)) continue;
      watchedRoomIds.add(id);
      queuedRoomIds.push(id);
    }
    while (runningLoadCount < MAX_CONCURRENT_ROOM_LOADS && queuedRoomIds.length > 0) void loadQueuedRooms();
  });
}
