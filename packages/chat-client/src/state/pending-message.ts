import type { Message } from '@kcs/contracts';
import type { OutboxItem } from '../outbox/outbox.ts';
import { omit } from './omit.ts';

/**
 * A message of one's own that is not in the timeline yet.
 * `saving`: not in the outbox yet; `waiting`: kept there, and sent when its turn comes; `sending`: on its way from here;
 * `sent`: stored, and its event is on the way; `failed`: refused, and only the user can tell what to do; `unkept`: the
 * outbox could not take it, so it is nowhere but here until the user tries again.
 */
export interface PendingMessage extends Omit<OutboxItem, 'state'> {
  readonly state: 'saving' | 'waiting' | 'sending' | 'sent' | 'failed' | 'unkept';
  /** Its number in the room, once it is `sent`. */
  readonly seq?: number;
}
type ByRoom = Readonly<Record<string, readonly PendingMessage[]>>;

/** Adds a message, or moves it behind the others of its room. */
export const queued = (pending: ByRoom, message: PendingMessage): ByRoom => ({
  ...pending,
  [message.roomId]: [...without(pending[message.roomId], message.clientMsgId), message],
});

export function marked(
  pending: ByRoom,
  roomId: string,
  clientMsgId: string,
  change: Pick<PendingMessage, 'state' | 'problem' | 'seq'>,
): ByRoom {
  const known = pending[roomId];
  if (!known?.some((message) => message.clientMsgId === clientMsgId)) return pending;
  const changed = known.map((one) => (one.clientMsgId === clientMsgId ? { ...one, ...change } : one));
  return { ...pending, [roomId]: changed };
}

export function discarded(pending: ByRoom, roomId: string, clientMsgId: string): ByRoom {
  const known = pending[roomId];
  if (!known?.some((message) => message.clientMsgId === clientMsgId)) return pending;
  const left = without(known, clientMsgId);
  return left.length > 0 ? { ...pending, [roomId]: left } : omit(pending, roomId);
}

/** Takes out what has arrived in the timeline. */
export function confirmedBy(pending: ByRoom, messages: readonly Message[], myId: string): ByRoom {
  let next = pending;
  for (const message of messages) {
    if (message.sender_id !== myId || message.client_msg_id === null) continue;
    next = discarded(next, message.room_id, message.client_msg_id);
  }
  return next;
}

/** Takes out what is stored and must be in whatever is shown of the room, since everything up to `position` is. */
export function shownUpTo(pending: ByRoom, roomId: string, position: number): ByRoom {
  const isShown = ({ state, seq }: PendingMessage) =>
    state === 'sent' && seq !== undefined && seq <= position;
  const known = pending[roomId];
  if (!known?.some(isShown)) return pending;
  const left = known.filter((message) => !isShown(message));
  return left.length > 0 ? { ...pending, [roomId]: left } : omit(pending, roomId);
}

/** Whether no outbox has it, or not yet. */
export const isOnlyHere = ({ state }: PendingMessage): boolean => state === 'saving' || state === 'unkept';

/** What the outbox holds now, in its order. What is only here, or stored and not yet seen, stays. */
export function listed(pending: ByRoom, items: readonly OutboxItem[]): ByRoom {
  const known = new Map(
    Object.values(pending)
      .flat()
      .map((message) => [message.clientMsgId, message]),
  );
  const next: Record<string, PendingMessage[]> = {};
  const put = (message: PendingMessage) => {
    const room = next[message.roomId] ?? [];
    next[message.roomId] = room;
    room.push(message);
  };
  const inOutbox = new Set(items.map(({ clientMsgId }) => clientMsgId));
  for (const message of known.values()) {
    if (message.state === 'sent' && !inOutbox.has(message.clientMsgId)) put(message);
  }
  for (const item of items) {
    const state = known.get(item.clientMsgId)?.state;
    put({
      ...item,
      state: item.state === 'waiting' && (state === 'sending' || state === 'sent') ? state : item.state,
    });
  }
  for (const message of known.values()) {
    if (isOnlyHere(message) && !inOutbox.has(message.clientMsgId)) put(message);
  }
  return next;
}

const without = (messages: readonly PendingMessage[] = [], clientMsgId: string) =>
  messages.filter((message) => message.clientMsgId !== clientMsgId);
