import { type ChatClient, getLastActivity } from '@kcs/chat-client';
import type { CallController } from './call-controller.ts';

/**
 * After the page has loaded, it looks once for running calls in this many of the most recently active rooms. In other
 * rooms, the page learns of a running call when the user opens the room, or when the call starts. Looking in all rooms,
 * or again after each reconnect, would cost the server too many requests when all users reconnect at once.
 */
const CHECKED_ROOM_COUNT = 10;

/**
 * Loads the code of calls as soon as the room list is loaded, and looks for running calls in the most recently active
 * rooms.
 */
export function findRunningCalls(
  chat: Pick<ChatClient, 'subscribe' | 'getState'>,
  controller: Pick<CallController, 'load'>,
): void {
  const unsubscribe = chat.subscribe(() => {
    const { caughtUp, rooms } = chat.getState();
    if (!caughtUp) return;
    unsubscribe();
    const recentRooms = Object.values(rooms)
      .map(({ summary }) => summary)
      .sort((a, b) => (getLastActivity(a) < getLastActivity(b) ? 1 : -1))
      .slice(0, CHECKED_ROOM_COUNT);
    controller.load().then(
      (calls) => {
        for (const { id } of recentRooms) {
          const stopWatching = calls.watchRoom(id);
          stopWatching();
        }
      },
      // Ignore the failure. The code is loaded again when the user starts a call.
      () => undefined,
    );
  });
}
