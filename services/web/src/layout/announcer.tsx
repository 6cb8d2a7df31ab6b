import type { ChatState } from '@kcs/chat-client';
import { useChatState } from '../chat/chat-context.ts';

/** Makes screen readers announce each new message from another person in the open room. */
export function Announcer({ openRoomId }: { readonly openRoomId: string | null }) {
  const newestMessage = useChatState((state) =>
    openRoomId === null ? undefined : findNewestMessage(state, openRoomId),
  );
  const myId = useChatState((state) => state.me.id);
  const announcementText =
    newestMessage && newestMessage.sender_id !== myId
      ? `${newestMessage.sender_name}: ${newestMessage.content ?? ''}`
      : '';
  return (
    <div className="visually-hidden" aria-live="polite">
      {announcementText}
    </div>
  );
}

/**
 * Returns the newest message in a room, with its complete content; undefined if the message is unknown or only the
 * beginning of its content is loaded.
 */
function findNewestMessage({ rooms, timelines }: ChatState, roomId: string) {
  const lastMessage = rooms[roomId]?.summary.last_message;
  if (!lastMessage?.content_cut) return lastMessage;
  return timelines[roomId]?.messages.find(({ id }) => id === lastMessage.id);
}
