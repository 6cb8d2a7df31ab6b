import { type ChatContext, sendRequest } from './chat-context.ts';

/** The maximum number of pages of online users to load per room. A page contains up to 500 users. */
const MAX_ONLINE_USER_PAGES = 20;

/**
 * Loads a room's online users, page by page. If all of them fit on one page, all other members are marked as offline.
 */
export async function loadOnlineUsers(context: ChatContext, roomId: string): Promise<void> {
  const { store } = context;
  let nextPageCursor: string | undefined;
  for (let pages = 0; pages < MAX_ONLINE_USER_PAGES; pages += 1) {
    const onlineUsersRequest = nextPageCursor === undefined ? { roomId } : { roomId, cursor: nextPageCursor };
    const { users, nextCursor } = await sendRequest(context, 'get-room-online-users', onlineUsersRequest);
    const isSinglePage = nextPageCursor === undefined && nextCursor === undefined;
    const membersWithKnownPresence = isSinglePage ? (store.get().rosters[roomId]?.members ?? []) : [];
    store.dispatch({
      type: 'presence-listed',
      online: users,
      members: membersWithKnownPresence.map((member) => member.user_id),
    });
    if (nextCursor === undefined) return;
    nextPageCursor = nextCursor;
  }
}
