import type { Message } from '@kcs/contracts';
import { asApiError } from '../api/api-error.ts';
import { ask } from '../realtime/ask.ts';
import type { PendingMessage } from '../state/outbox.ts';
import { positionOf } from '../state/receive.ts';
import { catchUp } from './catch-up.ts';
import { newClientMsgId } from './client-msg-id.ts';
import type { Parts } from './parts.ts';
import { backOff, pause } from './retrying.ts';

/** After this long without success the user decides. */
const GIVE_UP_MS = 45_000;
/** A stored message whose event has not come by then is fetched. */
const EVENT_WITHIN_MS = 3_000;

/**
 * Sends messages, shown at once, one after another in each room. Repeats carry the same `client_msg_id`, over the
 * socket and REST alike, so that a lost answer stores nothing twice.
 */
export function createSender(parts: Parts) {
  const { store, api, socket, stopped } = parts;
  const lanes = new Map<string, Promise<void>>();

  const post = async ({ roomId, clientMsgId, content, replyTo }: PendingMessage, bySocket: boolean) => {
    const body = { content, client_msg_id: clientMsgId, reply_to_id: replyTo?.id ?? null };
    if (!bySocket) return api.send(roomId, body);
    return (await ask(socket, 'send-message', { roomId, ...body })).data;
  };

  const mark = (message: PendingMessage, state: PendingMessage['state'], problem: string | null = null) => {
    const { roomId, clientMsgId } = message;
    store.dispatch({ type: 'marked', roomId, clientMsgId, state, problem });
  };

  const makeSureItShows = async ({ room_id, seq }: Message) => {
    if (socket.connected) await pause(EVENT_WITHIN_MS, stopped);
    if ((positionOf(store.get(), room_id) ?? seq) < seq) await catchUp(parts, room_id, seq);
  };

  const deliver = async (message: PendingMessage) => {
    const startedAt = Date.now();
    let bySocket = socket.connected;
    for (let attempt = 0; !stopped.aborted; attempt += 1) {
      try {
        const stored = await post(message, bySocket);
        mark(message, 'sent');
        void makeSureItShows(stored);
        return;
      } catch (thrown) {
        const error = asApiError(thrown);
        if (!error.retryable || Date.now() - startedAt > GIVE_UP_MS)
          return mark(message, 'failed', error.message);
        // What did not go one way may go the other.
        bySocket = !bySocket && socket.connected;
        await pause(error.retryAfterMs ?? backOff(attempt), stopped);
      }
    }
  };

  const enqueue = (message: PendingMessage) => {
    const before = lanes.get(message.roomId) ?? Promise.resolve();
    lanes.set(
      message.roomId,
      before.then(() => deliver(message)),
    );
  };

  return {
    send(roomId: string, content: string, replyTo: Message['reply_to']) {
      const message: PendingMessage = {
        clientMsgId: newClientMsgId(),
        roomId,
        content,
        replyTo,
        createdAt: new Date().toISOString(),
        state: 'sending',
        problem: null,
      };
      store.dispatch({ type: 'queued', message });
      enqueue(message);
    },
    sendAgain(message: PendingMessage) {
      mark(message, 'sending');
      enqueue(message);
    },
  };
}
