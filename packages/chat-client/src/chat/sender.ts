import { type Message, metadataProblem, normalizeContent, type SendMessageBody } from '@kcs/contracts';
import { ApiError } from '../api/api-error.ts';
import { startDrainer } from '../outbox/drainer.ts';
import type { Outbox, OutboxItem } from '../outbox/outbox.ts';
import type { ChatState } from '../state/chat-state.ts';
import type { PendingMessage } from '../state/pending-message.ts';
import { positionOf } from '../state/receive.ts';
import { coalesced } from '../time/coalesced.ts';
import type { CatchUp } from './catch-up.ts';
import { ask, inBackground, type Parts } from './chat-context.ts';
import { newClientMsgId } from './client-msg-id.ts';

/** A stored message whose event has not come by then is fetched. */
const EVENT_WITHIN_MS = 3_000;
/** Remembered as done, so that an outbox that was read a moment too early does not show them again. */
const DONE_MOST = 1_000;

/** What is to be sent. `replyTo` is the message answered, as `Message.reply_to` shows it. */
export interface Draft {
  readonly content: string;
  readonly messageType?: SendMessageBody['message_type'];
  readonly replyTo?: Message['reply_to'];
  readonly metadata?: Record<string, unknown>;
}

/** Takes messages into the outbox, shows them at once, and sends them until they are stored or refused. */
export function createSender(parts: Parts, outbox: Outbox, catchUp: CatchUp) {
  const { store, api, time, events, stopped } = parts;
  const done = new Set<string>();

  const mark = ({ roomId, clientMsgId }: OutboxItem, state: PendingMessage['state'], problem?: string) =>
    store.dispatch({ type: 'marked', roomId, clientMsgId, state, problem: problem ?? null });

  const finish = (clientMsgId: string) => {
    done.add(clientMsgId);
    for (const oldest of done) if (done.size > DONE_MOST) done.delete(oldest);
  };

  const showOutbox = coalesced(async () => {
    const items = await outbox.list();
    store.dispatch({ type: 'outbox-listed', items: items.filter((item) => !done.has(item.clientMsgId)) });
  });

  const makeSureItShows = async ({ room_id, seq }: Message) => {
    if (parts.link()) await time.sleep(EVENT_WITHIN_MS, stopped);
    if (!stopped.isOver && (positionOf(store.get(), room_id) ?? seq) < seq) await catchUp(room_id, seq);
  };

  const drainer = startDrainer(
    {
      outbox,
      time,
      stopped,
      async send({ roomId, clientMsgId, body }, attempt) {
        const whole: SendMessageBody = { ...body, client_msg_id: clientMsgId };
        // What did not go one way may go the other.
        if (!parts.link() || attempt % 2 === 1) return api.send(roomId, whole);
        return (await ask(parts, 'send-message', { roomId, ...whole })).data;
      },
    },
    {
      onSending: (item) => mark(item, 'sending'),
      onDelayed: (item) => mark(item, 'waiting'),
      onStored(item, message) {
        finish(item.clientMsgId);
        inBackground(parts, makeSureItShows(message));
      },
      onRefused(item, error) {
        mark(item, 'failed', error.message);
        events.emit('message-refused', { item, error });
        // Nobody will ever see the room that it is for.
        if (error.code === 'ROOM_NOT_FOUND') inBackground(parts, outbox.remove(item.clientMsgId));
      },
      onBroken: (error) => inBackground(parts, Promise.reject(error)),
    },
  );

  // What arrived in the timeline needs not be sent any more.
  let before = store.get().pending;
  const unsubscribeStore = store.subscribe(() => {
    const { pending } = store.get();
    if (pending === before) return;
    const left = new Set(idsIn(pending));
    const gone = idsIn(before).filter((clientMsgId) => !left.has(clientMsgId) && !done.has(clientMsgId));
    before = pending;
    for (const clientMsgId of gone) {
      finish(clientMsgId);
      inBackground(parts, outbox.remove(clientMsgId));
    }
  });
  const unsubscribeOutbox = outbox.subscribe((change) => {
    if (change.type === 'stored') {
      finish(change.clientMsgId);
      store.dispatch({ ...change, type: 'marked', state: 'sent', problem: null });
    } else inBackground(parts, showOutbox());
  });
  stopped.onStop(() => {
    unsubscribeStore();
    unsubscribeOutbox();
  });
  inBackground(parts, showOutbox());

  const keep = async (item: OutboxItem) => {
    store.dispatch({ type: 'queued', message: { ...item, state: 'saving' } });
    try {
      await outbox.add(item);
    } catch {
      const problem = 'This message could not be kept on this device. Try again.';
      mark(item, 'unkept', problem);
      throw new ApiError('INTERNAL', problem);
    }
  };

  return {
    wake: drainer.wake,
    /** Keeps a message and shows it. Resolves with its `clientMsgId` when it is kept; throws `ApiError` when it cannot be. */
    async send(roomId: string, draft: Draft): Promise<string> {
      const item = itemOf(roomId, draft, new Date(time.now()).toISOString());
      await keep(item);
      return item.clientMsgId;
    },
    /** Tries a message again that failed, behind all that wait. */
    async sendAgain(clientMsgId: string): Promise<void> {
      const found = Object.values(store.get().pending)
        .flat()
        .find((message) => message.clientMsgId === clientMsgId);
      if (found?.state === 'failed' || found?.state === 'unkept')
        await keep({ ...found, state: 'waiting', problem: null });
    },
    /** Gives a message up. One that is just being sent may be stored all the same, and shows then. */
    async discard(roomId: string, clientMsgId: string): Promise<void> {
      store.dispatch({ type: 'discarded', roomId, clientMsgId });
      await outbox.remove(clientMsgId);
    },
  };
}

const idsIn = (pending: ChatState['pending']): string[] =>
  Object.values(pending).flatMap((messages) => messages.map((message) => message.clientMsgId));

function itemOf(roomId: string, draft: Draft, createdAt: string): OutboxItem {
  const { content, messageType = 'text', replyTo = null, metadata } = draft;
  const verdict = normalizeContent(content);
  if (!verdict.ok) throw new ApiError('VALIDATION_FAILED', `The message ${verdict.message}.`);
  const problem = metadata && metadataProblem(metadata);
  if (problem) throw new ApiError('VALIDATION_FAILED', `The metadata ${problem}.`);
  const body = {
    content: verdict.content,
    message_type: messageType,
    reply_to_id: replyTo?.id ?? null,
    ...(metadata && { metadata }),
  };
  const clientMsgId = newClientMsgId();
  return { clientMsgId, roomId, body, replyTo, createdAt, state: 'waiting', problem: null };
}
