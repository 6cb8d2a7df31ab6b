import { getRoomTitle } from '@kcs/chat-client';
import { useChatState } from '../chat/chat-context.ts';
import { hasNews } from '../notifications/has-news.ts';
import { replaceDirectionOverrides } from '../ui/bidi-text.ts';

const APP_NAME = 'KCS Chat';

/**
 * Sets the title of the browser tab, for example "(1) Class 4b – KCS Chat". The title names the open room, so that the
 * user can tell tabs and history entries apart. It begins with the number of rooms that have news, if any (see
 * `hasNews`).
 */
export function PageTitle({ openRoomId }: { readonly openRoomId: string | null }) {
  const roomWithNewsCount = useChatState(
    (state) => Object.values(state.rooms).filter(({ summary }) => hasNews(summary)).length,
  );
  const room = useChatState((state) => (openRoomId ? state.rooms[openRoomId]?.summary : undefined));
  const titleWithoutCount = room
    ? `${replaceDirectionOverrides(getRoomTitle(room))} – ${APP_NAME}`
    : APP_NAME;
  return (
    <title>{roomWithNewsCount > 0 ? `(${roomWithNewsCount}) ${titleWithoutCount}` : titleWithoutCount}</title>
  );
}
