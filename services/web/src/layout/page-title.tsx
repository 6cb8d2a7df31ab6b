import { useChatState } from '../chat/chat-context.ts';

/**
 * Sets the title of the browser tab. The title includes the number of rooms that have unread messages and are not
 * muted.
 */
export function PageTitle() {
  const unreadRoomCount = useChatState(
    (state) =>
      Object.values(state.rooms).filter(({ summary }) => summary.unread_count > 0 && !summary.muted).length,
  );
  return <title>{unreadRoomCount > 0 ? `(${unreadRoomCount}) KCS Chat` : 'KCS Chat'}</title>;
}
