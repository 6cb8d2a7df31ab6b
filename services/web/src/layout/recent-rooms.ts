import type { ChatClient } from '@kcs/chat-client';

/**
 * The number of rooms kept open in the background. Returning to them is instant, and a reconnect reloads only a few
 * rooms.
 */
const MAX_BACKGROUND_ROOMS = 10;

/**
 * Returns a function that opens a room. It keeps the ten rooms that were shown before open in the background, and
 * closes those that were shown longer ago.
 */
export function keepRecentRoomsOpen(chat: Pick<ChatClient, 'open' | 'close'>): (roomId: string) => void {
  let recent: string[] = [];
  return (roomId) => {
    recent = [roomId, ...recent.filter((id) => id !== roomId)];
    for (const id of recent.splice(1 + MAX_BACKGROUND_ROOMS)) chat.close(id);
    void chat.open(roomId);
  };
}
