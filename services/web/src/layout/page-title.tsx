import { useChatState } from '../chat/chat-context.ts';

/** The tab's title, with how many rooms have something new. */
export function PageTitle() {
  const unread = useChatState(
    (state) =>
      Object.values(state.rooms).filter(({ summary }) => summary.unread_count > 0 && !summary.muted).length,
  );
  return <title>{unread > 0 ? `(${unread}) KCS Chat` : 'KCS Chat'}</title>;
}
