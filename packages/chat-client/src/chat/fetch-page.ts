import { asApiError } from '../api/api-error.ts';
import type { MessagePage } from '../state/message-page.ts';
import type { ChatContext } from './chat-context.ts';

/** Loads the newest page of a room. Throws `ApiError` if a request fails. */
export async function fetchNewestMessagePage(context: ChatContext, roomId: string): Promise<MessagePage> {
  const { items, hasMore } = await context.api.newestMessages(roomId);
  return addRoomChanges(context, roomId, { page: { messages: items, hasOlder: hasMore, hasNewer: false } });
}

/** Loads the page of messages around a seq. Throws `ApiError` if a request fails. */
export async function fetchPageAroundSeq(
  context: ChatContext,
  roomId: string,
  seq: number,
): Promise<MessagePage> {
  const { items, hasMore, hasNewer } = await context.api.messagesAround(roomId, seq);
  return addRoomChanges(context, roomId, { page: { messages: items, hasOlder: hasMore, hasNewer } });
}

interface PageWithAdjoiningSeq {
  readonly page: MessagePage;
  /**
   * Set if the page adjoins the loaded messages. `after` is the seq of the last loaded message if the page is newer,
   * and `before` is the seq of the first one if the page is older.
   */
  readonly after?: number;
  readonly before?: number;
}

/**
 * Returns the page with the room changes that belong between its messages. If the server is too old to list changes,
 * returns the page without them. Throws `ApiError` if the changes failed to load and a retry may succeed.
 */
export async function addRoomChanges(
  { api }: ChatContext,
  roomId: string,
  { page, after, before }: PageWithAdjoiningSeq,
): Promise<MessagePage> {
  const messageSeqs = page.messages.map(({ seq }) => seq);
  const changesAfterSeq = after ?? (page.hasOlder ? Math.min(...messageSeqs) : 0);
  const changesBeforeSeq = before ?? (page.hasNewer ? Math.max(...messageSeqs) : undefined);
  try {
    return { ...page, changes: (await api.changes(roomId, changesAfterSeq, changesBeforeSeq)).items };
  } catch (thrown) {
    if (asApiError(thrown).retryable) throw thrown;
    return page;
  }
}
