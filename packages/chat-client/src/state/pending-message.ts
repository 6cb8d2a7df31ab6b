import type { Message } from '@kcs/contracts';
import type { OutboxItem } from '../outbox/outbox.ts';
import { omit } from './omit.ts';

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
type ByRoom = Readonly<Record<string, readonly PendingMessage[]>>;

/** Returns whether the message exists only in memory, because the outbox has not saved it. */
export const isUnsaved = ({ state }: PendingMessage): boolean => state === 'saving' || state === 'unsaved';

/**
 * Returns whether the user must decide what to do with the message, because the server refused it or the outbox could
 * not save it.
 */
export const isUndeliverable = ({ state }: PendingMessage): boolean =>
  state === 'failed' || state === 'unsaved';

/** Adds a message at the end of its room's list and returns the new pending messages. */
export const addPending = (pending: ByRoom, message: PendingMessage): ByRoom => ({
  ...pending,
  [message.roomId]: [...omitMessage(pending[message.roomId], message.clientMsgId), message],
});

/**
 * Changes the state, problem, or seq of a pending message. Does nothing if there is no pending message with this id.
 */
export function updatePending(
  pending: ByRoom,
  roomId: string,
  clientMsgId: string,
  change: Pick<PendingMessage, 'state' | 'problem' | 'seq'>,
): ByRoom {
  const roomMessages = pending[roomId];
  if (!roomMessages?.some((message) => message.clientMsgId === clientMsgId)) return pending;
  const changedMessages = roomMessages.map((message) =>
    message.clientMsgId === clientMsgId ? { ...message, ...change } : message,
  );
  return { ...pending, [roomId]: changedMessages };
}

/** Removes a pending message. Does nothing if there is no pending message with this id. */
export function removePending(pending: ByRoom, roomId: string, clientMsgId: string): ByRoom {
  const roomMessages = pending[roomId];
  if (!roomMessages?.some((message) => message.clientMsgId === clientMsgId)) return pending;
  return setRoomMessages(pending, roomId, omitMessage(roomMessages, clientMsgId));
}

/**
 * Removes the pending messages that are among the given stored messages. Keeps a message that the user has rewritten
 * until the server has stored its new text.
 */
export function removeConfirmed(pending: ByRoom, messages: readonly Message[], myId: string): ByRoom {
  let next = pending;
  for (const message of messages) {
    if (message.sender_id !== myId || message.client_msg_id === null) continue;
    const pendingMessage = next[message.room_id]?.find(
      (candidate) => candidate.clientMsgId === message.client_msg_id,
    );
    const isOutdated = message.content !== null && message.content !== pendingMessage?.body.content;
    if (pendingMessage?.isRewritten && isOutdated) continue;
    next = removePending(next, message.room_id, message.client_msg_id);
  }
  return next;
}

/**
 * Removes a room's `sent` messages whose `seq` is not above `position`. All events up to `position` have been applied,
 * so the timeline already contains these messages.
 */
export function removeSentUpTo(pending: ByRoom, roomId: string, position: number): ByRoom {
  const isShown = ({ state, seq }: PendingMessage) =>
    state === 'sent' && seq !== undefined && seq <= position;
  const roomMessages = pending[roomId];
  if (!roomMessages?.some(isShown)) return pending;
  return setRoomMessages(
    pending,
    roomId,
    roomMessages.filter((message) => !isShown(message)),
  );
}

/**
 * Merges a newly read outbox list into the pending messages, and returns them in the order of the outbox. Keeps
 * messages that exist only in memory, and `sent` messages, whose events have not arrived yet.
 */
export function mergeOutboxItems(pending: ByRoom, items: readonly OutboxItem[]): ByRoom {
  const knownById = new Map(
    Object.values(pending)
      .flat()
      .map((message) => [message.clientMsgId, message]),
  );
  const next: Record<string, PendingMessage[]> = {};
  const appendMessage = (message: PendingMessage) => {
    const room = next[message.roomId] ?? [];
    next[message.roomId] = room;
    room.push(message);
  };
  const outboxIds = new Set(items.map(({ clientMsgId }) => clientMsgId));
  for (const message of knownById.values()) {
    if (message.state === 'sent' && !outboxIds.has(message.clientMsgId)) appendMessage(message);
  }
  for (const item of items) {
    const state = knownById.get(item.clientMsgId)?.state;
    const isSubmitted = item.state === 'waiting' && (state === 'sending' || state === 'sent');
    appendMessage({ ...item, state: isSubmitted ? state : item.state });
  }
  for (const message of knownById.values()) {
    if (isUnsaved(message) && !outboxIds.has(message.clientMsgId)) appendMessage(message);
  }
  return next;
}

const omitMessage = (messages: readonly PendingMessage[] = [], clientMsgId: string) =>
  messages.filter((message) => message.clientMsgId !== clientMsgId);

/** Sets the pending messages of one room. A room without pending messages has no entry. */
const setRoomMessages = (pending: ByRoom, roomId: string, messages: readonly PendingMessage[]): ByRoom =>
  messages.length > 0 ? { ...pending, [roomId]: messages } : omit(pending, roomId);
