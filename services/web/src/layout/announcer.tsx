import { useChatState } from '../chat/chat-context.ts';

/** Makes screen readers announce each new message from another person in the open room. */
export function Announcer({ openRoomId }: { readonly openRoomId: string | null }) {
  const newestMessage = useChatState((state) =>
    openRoomId ? state.rooms[openRoomId]?.summary.last_message : undefined,
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
