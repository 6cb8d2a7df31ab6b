import type { OutboxItem } from '../outbox/outbox.ts';
import { isUnsaved, type PendingMessage, type PendingMessagesByRoom } from './pending-message.ts';

/**
 * Merges a newly read outbox list into the pending messages, and returns them in the order of the outbox. Keeps
 * messages that exist only in memory, and `sent` messages whose events have not arrived yet.
 */
export function mergeOutboxItems(
  pending: PendingMessagesByRoom,
  items: readonly OutboxItem[],
): PendingMessagesByRoom {
  const pendingMessagesById = new Map(
    Object.values(pending)
      .flat()
      .map((message) => [message.clientMsgId, message]),
  );
  const mergedMessagesByRoom: Record<string, PendingMessage[]> = {};
  const appendMergedMessage = (message: PendingMessage) => {
    const pendingMessagesOfRoom = mergedMessagesByRoom[message.roomId] ?? [];
    mergedMessagesByRoom[message.roomId] = pendingMessagesOfRoom;
    pendingMessagesOfRoom.push(message);
  };
  const outboxMessageIds = new Set(items.map(({ clientMsgId }) => clientMsgId));
  for (const message of pendingMessagesById.values()) {
    if (message.state === 'sent' && !outboxMessageIds.has(message.clientMsgId)) appendMergedMessage(message);
  }
  for (const item of items) {
    const previousState = pendingMessagesById.get(item.clientMsgId)?.state;
    const wasItemSubmitted =
      item.state === 'waiting' && (previousState === 'sending' || previousState === 'sent');
    appendMergedMessage({ ...item, state: wasItemSubmitted ? previousState : item.state });
  }
  for (const message of pendingMessagesById.values()) {
    if (isUnsaved(message) && !outboxMessageIds.has(message.clientMsgId)) appendMergedMessage(message);
  }
  return mergedMessagesByRoom;
}
