import { useChatState } from '../chat/chat-context.ts';

/** Makes screen readers announce each new message from another person in the open room. */
export function Announcer({ openRoomId }: { readonly openRoomId: string | null }) {
  const newest = useChatState((state) =>
    openRoomId ? state.timelines[openRoomId]?.messages.at(-1) : undefined,
  );
  const myId = useChatState((state) => state.me.id);
  const text = newest && newest.sender_id !== myId ? `${newest.sender_name}: ${newest.content ?? ''}` : '';
  return (
    <div className="visually-hidden" aria-live="polite">
      {text}
    </div>
  );
}
