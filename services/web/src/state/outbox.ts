import type { Message } from '@kcs/contracts';

/**
 * A message of one's own that is not in the timeline yet. `sent`: the server has it, and its event is on the way.
 * `failed`: not stored as far as we know; trying again with the same `clientMsgId` cannot store it twice.
 */
export interface PendingMessage {
  readonly clientMsgId: string;
  readonly roomId: string;
  readonly content: string;
  readonly replyTo: Message['reply_to'];
  readonly createdAt: string;
  readonly state: 'sending' | 'sent' | 'failed';
  readonly problem: string | null;
}
type Outbox = Readonly<Record<string, readonly PendingMessage[]>>;

export const queued = (outbox: Outbox, message: PendingMessage): Outbox => ({
  ...outbox,
  [message.roomId]: [...(outbox[message.roomId] ?? []), message],
});

export function marked(
  outbox: Outbox,
  roomId: string,
  clientMsgId: string,
  change: Pick<PendingMessage, 'state' | 'problem'>,
): Outbox {
  const pending = outbox[roomId];
  if (!pending?.some((message) => message.clientMsgId === clientMsgId)) return outbox;
  return {
    ...outbox,
    [roomId]: pending.map((message) =>
      message.clientMsgId === clientMsgId ? { ...message, ...change } : message,
    ),
  };
}

export function discarded(outbox: Outbox, roomId: string, clientMsgId: string): Outbox {
  const pending = outbox[roomId];
  if (!pending?.some((message) => message.clientMsgId === clientMsgId)) return outbox;
  return { ...outbox, [roomId]: pending.filter((message) => message.clientMsgId !== clientMsgId) };
}

/** Takes out what has arrived in the timeline. */
export function confirmedBy(outbox: Outbox, messages: readonly Message[], myId: string): Outbox {
  let next = outbox;
  for (const message of messages) {
    if (message.sender_id !== myId || message.client_msg_id === null) continue;
    next = discarded(next, message.room_id, message.client_msg_id);
  }
  return next;
}
