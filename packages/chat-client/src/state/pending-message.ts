import type { OutboxItem } from '../outbox/outbox.ts';
import { omitKey } from './omit-key.ts';

/**
 * A message that this user has written and that is not in the timeline yet.
 *
 * - `saving`: the message is being written to the outbox.
 * - `waiting`: the message is in the outbox and will be sent after earlier messages.
 * - `sending`: this client is sending the message.
 * - `sent`: the server has stored the message, but its event has not arrived yet.
 * - `failed`: the server refused the message. The user can send it again or discard it.
 * - `unsaved`: the outbox could not save the message. It exists only in memory until the user tries again.
 */
export interface PendingMessage extends Omit<OutboxItem, 'state'> {
  readonly state: 'saving' | 'waiting' | 'sending' | 'sent' | 'failed' | 'unsaved';
  /** The `seq` of the message in its room, once the message is `sent`. */
  readonly seq?: number;
}
export type PendingMessagesByRoom = Readonly<Record<string, readonly PendingMessage[]>>;

/** Returns whether the message exists only in memory, because the outbox has not saved it. */
export const isUnsaved = ({ state }: PendingMessage): boolean => state === 'saving' || state === 'unsaved';

/**
 * Returns whether the user must decide what to do with the message, because the server refused it or the outbox could
 * not save it.
 */
export const isUndeliverable = ({ state }: PendingMessage): boolean =>
  state === 'failed' || state === 'unsaved';

/** Adds a message at the end of its room's list and returns the new pending messages. */
export const addPendingMessage = (
  pending: PendingMessagesByRoom,
  message: PendingMessage,
): PendingMessagesByRoom => ({
  ...pending,
  [message.roomId]: [...omitMessage(pending[message.roomId], message.clientMsgId), message],
});

/**
 * Changes the state, problem, or seq of a pending message. Does nothing if there is no pending message with this id.
 */
export function updatePendingMessage(
  pending: PendingMessagesByRoom,
  roomId: string,
  clientMsgId: string,
  change: Pick<PendingMessage, 'state' | 'problem' | 'seq'>,
): PendingMessagesByRoom {
  const pendingMessagesOfRoom = pending[roomId];
  if (!pendingMessagesOfRoom?.some((message) => message.clientMsgId === clientMsgId)) return pending;
  const nextPendingMessagesOfRoom = pendingMessagesOfRoom.map((message) =>
    message.clientMsgId === clientMsgId ? { ...message, ...change } : message,
  );
  return { ...pending, [roomId]: nextPendingMessagesOfRoom };
}

/** Removes a pending message. Does nothing if there is no pending message with this id. */
export function removePendingMessage(
  pending: PendingMessagesByRoom,
  roomId: string,
  clientMsgId: string,
): PendingMessagesByRoom {
  const pendingMessagesOfRoom = pending[roomId];
  if (!pendingMessagesOfRoom?.some((message) => message.clientMsgId === clientMsgId)) return pending;
  return setPendingMessagesOfRoom(pending, roomId, omitMessage(pendingMessagesOfRoom, clientMsgId));
}

const omitMessage = (messages: readonly PendingMessage[] = [], clientMsgId: string) =>
  messages.filter((message) => message.clientMsgId !== clientMsgId);

/** Sets the pending messages of one room. A room without pending messages has no entry. */
export const setPendingMessagesOfRoom = (
  pending: PendingMessagesByRoom,
  roomId: string,
  messages: readonly PendingMessage[],
): PendingMessagesByRoom =>
  messages.length > 0 ? { ...pending, [roomId]: messages } : omitKey(pending, roomId);
