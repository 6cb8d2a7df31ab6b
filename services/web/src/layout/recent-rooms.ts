import type { ChatClient } from '@kcs/chat-client';

/**
 * The number of rooms that stay open in the background. Returning to such a room is instant. The limit keeps reconnects
 * fast, because a reconnect reloads every open room.
 */
const MAX_BACKGROUND_ROOMS = 10;

/**
 * Returns a function that opens a room. The function keeps the ten previously opened rooms open in the background and
 * closes older rooms.
 */
export function keepRecentRoomsOpen(chat: Pick<ChatClient, 'open' | 'close'>): (roomId: string) => void {
  let recentRoomIds: string[] = [];
  return (roomId) => {
    recentRoomIds = [roomId, ...recentRoomIds.filter((id) => id !== roomId)];
    for (const id of recentRoomIds.splice(1 + MAX_BACKGROUND_ROOMS)) chat.close(id);
    void chat.open(roomId, { at: 'unread' });
  };
}
