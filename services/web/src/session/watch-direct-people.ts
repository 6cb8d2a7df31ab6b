import { type ChatClient, lastActivity } from '@kcs/chat-client';

/** The maximum number of watched direct rooms. People see about this many in the room list without much scrolling. */
const MAX_WATCHED_ROOMS = 60;
const MAX_CONCURRENT_LOADS = 3;

/**
 * Loads the other person in each of the most recent direct rooms, and keeps that person's presence up to date for the
 * room list. Runs until the chat client stops.
 */
export function watchDirectPeople(chat: Pick<ChatClient, 'subscribe' | 'getState' | 'watchPeople'>): void {
  const watchedRoomIds = new Set<string>();
  const queuedRoomIds: string[] = [];
  let runningLoads = 0;
  let previousRooms: unknown;

  async function loadQueued(): Promise<void> {
    runningLoads += 1;
    for (let roomId = queuedRoomIds.shift(); roomId; roomId = queuedRoomIds.shift())
      await chat.watchPeople(roomId);
    runningLoads -= 1;
  }

  chat.subscribe(() => {
    const { caughtUp, rooms } = chat.getState();
    if (!caughtUp || rooms === previousRooms) return;
    previousRooms = rooms;
    for (const id of watchedRoomIds) if (!(id in rooms)) watchedRoomIds.delete(id);
    const directRooms = Object.values(rooms)
      .map(({ summary }) => summary)
      .filter(({ room_type }) => room_type === 'direct')
      .sort((a, b) => (lastActivity(a) < lastActivity(b) ? 1 : -1));
    for (const { id } of directRooms.slice(0, MAX_WATCHED_ROOMS)) {
      if (watchedRoomIds.has(id)) continue;
      watchedRoomIds.add(id);
      queuedRoomIds.push(id);
    }
    while (runningLoads < MAX_CONCURRENT_LOADS && queuedRoomIds.length > 0) void loadQueued();
  });
}
