import type { Message } from '@kcs/contracts';
import {
  type PendingMessage,
  type PendingMessagesByRoom,
  removePendingMessage,
  setPendingMessagesOfRoom,
} from './pending-message.ts';

/**
 * Removes the pending messages that are among the given stored messages. Keeps a message that the user has rewritten
 * until the server has stored its new text.
 */
export function removeConfirmedMessages(
  pending: PendingMessagesByRoom,
  messages: readonly Message[],
  myId: string,
): PendingMessagesByRoom {
  let nextPendingByRoom = pending;
  for (const message of messages) {
    if (message.sender_id !== myId || message.client_msg_id === null) continue;
    const pendingMessage = nextPendingByRoom[message.room_id]?.find(
      (candidate) => candidate.clientMsgId === message.client_msg_id,
    );
    const isStoredTextOutdated = message.content !== null && message.content !== pendingMessage?.body.content;
    if (pendingMessage?.isRewritten && isStoredTextOutdated) continue;
    nextPendingByRoom = removePendingMessage(nextPendingByRoom, message.room_id, message.client_msg_id);
  }
  return nextPendingByRoom;
}

/**
 * Removes a room's `sent` messages whose `seq` is at or below `position`. All events up to `position` have been
 * applied, so the timeline already contains these messages.
 */
export function removeSentMessagesUpTo(
  pending: PendingMessagesByRoom,
  roomId: string,
  position: number,
): PendingMessagesByRoom {
  const isMessageShown = ({ state, seq }: PendingMessage) =>
    state === 'sent' && seq !== undefined && seq <= position;
  const pendingMessagesOfRoom = pending[roomId];
  if (!pendingMessagesOfRoom?.some(isMessageShown)) return pending;
  return setPendingMessagesOfRoom(
    pending,
    roomId,
    pendingMessagesOfRoom.filter((message) => !isMessageShown(message)),
  );
}
