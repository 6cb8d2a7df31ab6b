import type { Message, SendMessageBody } from '@kcs/contracts';
import { ApiError } from '../api/api-error.ts';
import type { Outbox, OutboxItem } from '../outbox/outbox.ts';
import { startSendLoop } from '../outbox/send-loop.ts';
import { getPosition } from '../state/chat-state.ts';
import type { PendingMessage } from '../state/pending-message.ts';
import type { CatchUp } from './catch-up.ts';
import { type ChatContext, runInBackground, sendRequest } from './chat-context.ts';
import { createOutboxItem, type Draft } from './draft.ts';
import { mirrorOutbox } from './outbox-mirror.ts';

/** How long to wait for the event of a stored message before fetching that event. */
const STORED_EVENT_TIMEOUT_MS = 3_000;

/**
 * Queues messages in the outbox, shows them as pending immediately, and retries each one until the server stores or
 * refuses it.
 */
export interface Sender {
  /**
   * Resolves with the `clientMsgId` once the outbox has saved the message. Throws `ApiError` if the outbox cannot save
   * it.
   */
  send(roomId: string, draft: Draft): Promise<string>;
  /** Queues a failed message again, behind all waiting messages. */
  sendAgain(clientMsgId: string): Promise<void>;
  /** Removes a message from the outbox. If the message is already being sent, the server may still store it. */
  discard(roomId: string, clientMsgId: string): Promise<void>;
  /** Call this method after a reconnect. Messages that are waiting for a retry are then sent immediately. */
  wake(): void;
}

export function createSender(context: ChatContext, outbox: Outbox, catchUp: CatchUp): Sender {
  const { store, time, events, stopped } = context;
  const outboxMirror = mirrorOutbox(context, outbox);

  const setPendingMessageState = (
    { roomId, clientMsgId }: OutboxItem,
    state: PendingMessage['state'],
    problem?: string,
  ) => store.dispatch({ type: 'marked', roomId, clientMsgId, state, problem: problem ?? null });

  const fetchEventIfMissing = async ({ room_id, seq }: Message) => {
    if (context.link()) await time.sleep(STORED_EVENT_TIMEOUT_MS, stopped);
    if (!stopped.hasFired && (getPosition(store.get(), room_id) ?? seq) < seq) await catchUp(room_id, seq);
  };

  const enqueueItem = async (item: OutboxItem) => {
    outboxMirror.markQueued(item.clientMsgId);
    store.dispatch({ type: 'queued', message: { ...item, state: 'saving' } });
    try {
      await outbox.add(item);
    } catch {
      const unsavedProblemText = 'This message could not be saved on this device. Try again.';
      setPendingMessageState(item, 'unsaved', unsavedProblemText);
      throw new ApiError('INTERNAL', unsavedProblemText);
    }
  };

  const sendLoop = startSendLoop(
    { outbox, time, stopped, send: (item, attempt) => sendItemOnce(context, item, attempt) },
    {
      onSending: (item) => setPendingMessageState(item, 'sending'),
      onDelayed: (item) => setPendingMessageState(item, 'waiting'),
      onStored(item, message) {
        outboxMirror.markStored(item.clientMsgId);
        runInBackground(context, fetchEventIfMissing(message));
      },
      onRefused(item, error) {
        setPendingMessageState(item, 'failed', error.message);
        events.emit('message-refused', { item, error });
      },
      onOutboxError: (error) => runInBackground(context, Promise.reject(error)),
    },
  );
  return {
    wake: sendLoop.wake,
    async send(roomId, draft) {
      const outboxItem = createOutboxItem(roomId, draft, new Date(time.now()).toISOString());
      await enqueueItem(outboxItem);
      return outboxItem.clientMsgId;
    },
    async sendAgain(clientMsgId) {
      const pendingMessage = Object.values(store.get().pending)
        .flat()
        .find((message) => message.clientMsgId === clientMsgId);
      if (pendingMessage?.state !== 'failed' && pendingMessage?.state !== 'unsaved') return;
      await enqueueItem({ ...pendingMessage, state: 'waiting', problem: null });
    },
    async discard(roomId, clientMsgId) {
      store.dispatch({ type: 'discarded', roomId, clientMsgId });
      await outbox.remove(clientMsgId);
    },
  };
}

/**
 * Makes one attempt to send a message. If the server has already stored an earlier text of the message, edits that
 * text. If the stored message has been deleted in the meantime, sends the message under another id.
 */
async function sendItemOnce(context: ChatContext, item: OutboxItem, attempt: number): Promise<Message> {
  const storedMessage = await submitOutboxItem(context, item, attempt);
  const { content } = item.body;
  if (!item.isRewritten || storedMessage.content === content) return storedMessage;
  if (storedMessage.content !== null) return context.api.edit(storedMessage.id, content);
  return submitOutboxItem(context, { ...item, clientMsgId: `${item.clientMsgId}.2` }, attempt);
}

/**
 * Sends a message to the server. Every second attempt uses REST instead of the socket, because one of the two may be
 * blocked. While disconnected, every attempt uses REST.
 */
async function submitOutboxItem(context: ChatContext, item: OutboxItem, attempt: number): Promise<Message> {
  const { roomId, clientMsgId, body } = item;
  const bodyWithClientMsgId: SendMessageBody = { ...body, client_msg_id: clientMsgId };
  if (!context.link() || attempt % 2 === 1) return context.api.send(roomId, bodyWithClientMsgId);
  return (await sendRequest(context, 'send-message', { roomId, ...bodyWithClientMsgId })).data;
}
