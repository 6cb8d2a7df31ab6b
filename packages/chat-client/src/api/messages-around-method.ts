import type { Message } from '@kcs/contracts';
import { formatRoomPath } from './format-room-path.ts';
import type { Page } from './page.ts';
import type { RequestFunctions } from './request-functions.ts';

/**
 * A page of messages around a seq. `hasMore` says whether older messages exist, and `hasNewer` whether newer ones do.
 */
export interface PageAroundSeq extends Page<Message> {
  readonly hasNewer: boolean;
}

/** The number of messages in a page around a seq. Half of them have a lower seq. */
const MESSAGES_PER_PAGE_AROUND_SEQ = 80;

/** Creates the REST method for the messages around a seq. */
export function createMessagesAroundMethod(requestPage: RequestFunctions['requestPage']) {
  /**
   * Returns the page of messages around `seq`. The older half ends just below `seq`, and the newer half starts at
   * `seq`.
   */
  return async (id: string, seq: number): Promise<PageAroundSeq> => {
    const path = `${formatRoomPath(id)}/messages?around=${seq}&limit=${MESSAGES_PER_PAGE_AROUND_SEQ}`;
    const { items, hasMore } = await requestPage<Message>(path);
    // The response says only whether older messages exist. If the newer half of the page is not full, no newer
    // messages exist.
    const newerMessageCount = items.filter((message) => message.seq >= seq).length;
    return { items, hasMore, hasNewer: newerMessageCount >= MESSAGES_PER_PAGE_AROUND_SEQ / 2 };
  };
}
