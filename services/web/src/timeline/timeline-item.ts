import type { PendingMessage } from '@kcs/chat-client';
import type { SystemMessage } from '../system-messages/system-message.ts';
import type { LaidOutMessage } from './message-layout.ts';

/** One entry in a timeline. The `key` of a pending message stays the same when the server stores the message. */
export type TimelineItem =
  | { readonly kind: 'top'; readonly key: string }
  | { readonly kind: 'message'; readonly key: string; readonly row: LaidOutMessage }
  | { readonly kind: 'system'; readonly key: string; readonly systemMessage: SystemMessage }
  | { readonly kind: 'pending'; readonly key: string; readonly message: PendingMessage }
  | { readonly kind: 'more'; readonly key: string };

interface TimelineParts {
  readonly myId: string;
  readonly rows: readonly LaidOutMessage[];
  readonly systemMessages: readonly SystemMessage[];
  readonly pending: readonly PendingMessage[];
  /**
   * Whether the history contains messages before the first loaded message (`hasOlder`) or after the last one
   * (`hasNewer`).
   */
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

const TIMELINE_TOP_ITEM: TimelineItem = { kind: 'top', key: 'top' };
const LOADING_MORE_ITEM: TimelineItem = { kind: 'more', key: 'more' };

/**
 * Returns the timeline entries in display order: the top entry, the messages and system messages by `seq`, and the
 * pending messages. If the history contains messages newer than the loaded ones, a loading indicator comes last. Omits
 * system messages outside the loaded range, because the messages around them are not loaded.
 */
export function createTimelineItems(parts: TimelineParts): readonly TimelineItem[] {
  const { myId, rows, systemMessages, pending, hasOlder, hasNewer } = parts;
  const firstLoadedSeq = hasOlder ? (rows[0]?.message.seq ?? Number.POSITIVE_INFINITY) : 0;
  const lastLoadedSeq = hasNewer ? (rows.at(-1)?.message.seq ?? 0) : Number.POSITIVE_INFINITY;
  const shownSystemMessages = systemMessages.filter(({ seq }) => seq > firstLoadedSeq && seq < lastLoadedSeq);
  const timelineItems: TimelineItem[] = [TIMELINE_TOP_ITEM];
  let nextSystemMessageIndex = 0;
  const addSystemMessagesBefore = (seq: number) => {
    for (
      let systemMessage = shownSystemMessages[nextSystemMessageIndex];
      systemMessage && systemMessage.seq < seq;
      systemMessage = shownSystemMessages[nextSystemMessageIndex]
    ) {
      timelineItems.push({ kind: 'system', key: `system-${systemMessage.seq}`, systemMessage });
      nextSystemMessageIndex += 1;
    }
  };
  for (const row of rows) {
    addSystemMessagesBefore(row.message.seq);
    timelineItems.push(getMessageItem(row, myId));
  }
  addSystemMessagesBefore(Number.POSITIVE_INFINITY);
  for (const message of pending)
    timelineItems.push({ kind: 'pending', key: getOwnMessageKey(message.clientMsgId), message });
  return hasNewer ? [...timelineItems, LOADING_MORE_ITEM] : timelineItems;
}

/** Caches the timeline entry of each row, because a long history has thousands of rows and few of them change. */
const itemByRow = new WeakMap<LaidOutMessage, TimelineItem>();

function getMessageItem(row: LaidOutMessage, myId: string): TimelineItem {
  const cachedItem = itemByRow.get(row);
  if (cachedItem) return cachedItem;
  const messageItem: TimelineItem = { kind: 'message', key: getMessageKey(row.message, myId), row };
  itemByRow.set(row, messageItem);
  return messageItem;
}

const getOwnMessageKey = (clientMsgId: string): string => `own-${clientMsgId}`;

/**
 * Returns the entry key of a message. Uses `client_msg_id` only for the user's own messages, because other people may
 * use the same value (MSG-2).
 */
const getMessageKey = ({ sender_id, client_msg_id, id }: LaidOutMessage['message'], myId: string): string =>
  sender_id === myId && client_msg_id !== null ? getOwnMessageKey(client_msg_id) : id;

/** Returns the `seq` of a message entry, or undefined for all other entries. */
export const getMessageSeq = (item: TimelineItem | undefined): number | undefined =>
  item?.kind === 'message' ? item.row.message.seq : undefined;
