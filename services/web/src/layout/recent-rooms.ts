import type { ChatClient } from '@kcs/chat-client';

/**
 * The maximum number of rooms that remain open in the background. The client keeps the timelines of these rooms loaded
 * and current, so the user can return to them instantly. The limit keeps reconnects fast, because a reconnect reloads
 * every open room.
 */
const MAX_BACKGROUND_ROOMS = 10;

/**
 * Returns a function that opens a room, keeps the ten most recently opened other rooms open in the background, and
 * closes the rest.
 */
export function createRoomOpener(chat: Pick<ChatClient, 'open' | 'close'>): (roomId: string) => void {
  let recentRoomIds: string[] = [];
  return (roomId) => {
    recentRoomIds = [roomId, ...recentRoomIds.filter((id) => id !== roomId)];
    for (const id of recentRoomIds.splice(1 + MAX_BACKGROUND_ROOMS)) chat.close(id);
    void chat.open(roomId, { at: 'unread' });
  };
}
