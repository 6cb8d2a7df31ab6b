import type { Message, SendMessageBody } from '@kcs/contracts';
import { ApiError } from '../api/api-error.ts';
import { startDrainer } from '../outbox/drainer.ts';
import type { Outbox, OutboxItem } from '../outbox/outbox.ts';
import { positionOf } from '../state/chat-state.ts';
import type { PendingMessage } from '../state/pending-message.ts';
import type { CatchUp } from './catch-up.ts';
import { type ChatContext, inBackground, request } from './chat-context.ts';
import { type Draft, outboxItemOf } from './draft.ts';
import { mirrorOutbox } from './outbox-mirror.ts';

/** If the event of a stored message has not arrived within this time, it is fetched. */
const EVENT_WITHIN_MS = 3_000;

/** Adds messages to the outbox, shows them at once, and sends them until they are stored or refused. */
export interface Sender {
  /**
   * Resolves with the `clientMsgId` once the message is in the outbox. Throws `ApiError` if it cannot be saved there.
   */
  send(roomId: string, draft: Draft): Promise<string>;
  /** Sends a failed message again, after all waiting messages. */
  sendAgain(clientMsgId: string): Promise<void>;
  /** Removes a message. If it is being sent now, it may still be stored and shown. */
  discard(roomId: string, clientMsgId: string): Promise<void>;
  /** Call it when there is a connection: messages no longer wait for their next attempt. */
  wake(): void;
}

export function createSender(context: ChatContext, outbox: Outbox, catchUp: CatchUp): Sender {
  const { store, time, events, stopped } = context;
  const mirror = mirrorOutbox(context, outbox);

  const mark = ({ roomId, clientMsgId }: OutboxItem, state: PendingMessage['state'], problem?: string) =>
    store.dispatch({ type: 'marked', roomId, clientMsgId, state, problem: problem ?? null });

  const fetchIfMissing = async ({ room_id, seq }: Message) => {
    if (context.link()) await time.sleep(EVENT_WITHIN_MS, stopped);
    if (!stopped.isOver && (positionOf(store.get(), room_id) ?? seq) < seq) await catchUp(room_id, seq);
  };

  const enqueue = async (item: OutboxItem) => {
    store.dispatch({ type: 'queued', message: { ...item, state: 'saving' } });
    try {
      await outbox.add(item);
    } catch {
      const problem = 'This message could not be saved on this device. Try again.';
      mark(item, 'unsaved', problem);
      throw new ApiError('INTERNAL', problem);
    }
  };

  const drainer = startDrainer(
    { outbox, time, stopped, send: (item, attempt) => sendOnce(context, item, attempt) },
    {
      onSending: (item) => mark(item, 'sending'),
      onDelayed: (item) => mark(item, 'waiting'),
      onStored(item, message) {
        mirror.finish(item.clientMsgId);
        inBackground(context, fetchIfMissing(message));
      },
      onRefused(item, error) {
        mark(item, 'failed', error.message);
        events.emit('message-refused', { item, error });
        // The user can no longer see the room, so they could neither retry nor discard the message.
        if (error.code === 'ROOM_NOT_FOUND') inBackground(context, outbox.remove(item.clientMsgId));
      },
      onOutboxError: (error) => inBackground(context, Promise.reject(error)),
    },
  );
  return {
    wake: drainer.wake,
    async send(roomId, draft) {
      const item = outboxItemOf(roomId, draft, new Date(time.now()).toISOString());
      await enqueue(item);
      return item.clientMsgId;
    },
    async sendAgain(clientMsgId) {
      const found = Object.values(store.get().pending)
        .flat()
        .find((message) => message.clientMsgId === clientMsgId);
      if (found?.state !== 'failed' && found?.state !== 'unsaved') return;
      await enqueue({ ...found, state: 'waiting', problem: null });
    },
    async discard(roomId, clientMsgId) {
      store.dispatch({ type: 'discarded', roomId, clientMsgId });
      await outbox.remove(clientMsgId);
    },
  };
}

/**
 * Sends over the socket. Sends over REST if there is no connection, and on every second attempt, because one of the
 * two may not work.
 */
async function sendOnce(context: ChatContext, item: OutboxItem, attempt: number): Promise<Message> {
  const { roomId, clientMsgId, body } = item;
  const whole: SendMessageBody = { ...body, client_msg_id: clientMsgId };
  if (!context.link() || attempt % 2 === 1) return context.api.send(roomId, whole);
  return (await request(context, 'send-message', { roomId, ...whole })).data;
}
