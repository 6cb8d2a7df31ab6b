import type { ChatClient } from '@kcs/chat-client';

/** Rooms that stay open besides the one that is shown: going back to them is quick, and a reconnect loads few again. */
const BEHIND_MOST = 10;

/** Opens each room that is shown, and closes those that were not for the longest time. */
export function showRecent(chat: Pick<ChatClient, 'open' | 'close'>): (roomId: string) => void {
  let recent: string[] = [];
  return (roomId) => {
    recent = [roomId, ...recent.filter((id) => id !== roomId)];
    for (const id of recent.splice(1 + BEHIND_MOST)) chat.close(id);
    void chat.open(roomId);
  };
}
