import type { ChatClient } from '@kcs/chat-client';

/** Rooms kept open in the background. Going back to them is instant, and a reconnect still reloads only a few rooms. */
const MAX_BACKGROUND_ROOMS = 10;

/**
 * Returns a function that opens the room that is shown. It keeps the ten rooms shown before that one open, and closes
 * the one that was shown longest ago.
 */
export function keepRecentRoomsOpen(chat: Pick<ChatClient, 'open' | 'close'>): (roomId: string) => void {
  let recent: string[] = [];
  return (roomId) => {
    recent = [roomId, ...recent.filter((id) => id !== roomId)];
    for (const id of recent.splice(1 + MAX_BACKGROUND_ROOMS)) chat.close(id);
    void chat.open(roomId);
  };
}
