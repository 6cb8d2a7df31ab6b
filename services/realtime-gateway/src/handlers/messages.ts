import { type CHAT_API, ChatError, type ReplyOf, type RequestOf } from '@kcs/contracts';
import type { Handlers } from './handler.ts';

export interface MessageHandlersOptions {
  readonly sendMessage: (
    query: RequestOf<typeof CHAT_API.sendMessage>,
    withinMs: number,
  ) => Promise<ReplyOf<typeof CHAT_API.sendMessage>>;
}

/** From a send's arrival to its answer, its turn included: below the 5 s after which many a client stops listening. */
const ANSWER_WITHIN_MS = 4_500;
/** With less left there is no use in asking. */
const WORTH_ASKING_MS = 100;

/**
 * The same command as REST, which judges everything; a socket's sends to a room keep their order. `UNAVAILABLE` leaves
 * open whether the message is stored: a repeat with the same `client_msg_id` stores nothing twice.
 */
export function messageHandlers({ sendMessage }: MessageHandlersOptions): Pick<Handlers, 'send-message'> {
  return {
    'send-message': ({ socket, payload, reply }) => {
      const { roomId, content, message_type, reply_to_id, client_msg_id, metadata } = payload;
      const { sendTurns, user } = socket.data;
      const given = { message_type, reply_to_id, client_msg_id, metadata };
      const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const answerBy = performance.now() + ANSWER_WITHIN_MS;
      const turn = (sendTurns.get(roomId) ?? Promise.resolve()).then(async () => {
        const withinMs = answerBy - performance.now();
        if (withinMs < WORTH_ASKING_MS) throw new ChatError('UNAVAILABLE');
        const { message } = await sendMessage({ userId: user.id, roomId, content, ...fields }, withinMs);
        reply({ success: true, data: message });
      });
      const settled = turn
        .catch(() => {})
        .then(() => {
          if (sendTurns.get(roomId) === settled) sendTurns.delete(roomId);
        });
      sendTurns.set(roomId, settled);
      return turn;
    },
  };
}
