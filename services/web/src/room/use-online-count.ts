import { useChatState } from '../chat/chat-context.ts';

/** How many members of a room are there now, as far as is known. */
export const useOnlineCount = (roomId: string): number =>
  useChatState(
    ({ rosters, presence }) =>
      rosters[roomId]?.members.filter(({ user_id }) => (presence[user_id]?.status ?? 'offline') !== 'offline')
        .length ?? 0,
  );
