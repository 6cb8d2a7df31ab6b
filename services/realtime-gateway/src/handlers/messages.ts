import {
  type CHAT_API_REQUESTS,
  ChatError,
  findNumberProblem,
  type ReplyOf,
  type RequestOf,
} from '@kcs/contracts';
import { createFieldError } from './create-field-error.ts';
import type { ClientEventHandlers } from './handler.ts';

export interface MessageHandlersOptions {
  readonly sendMessage: (
    query: RequestOf<typeof CHAT_API_REQUESTS.sendMessage>,
    options: { readonly timeoutMs: number; readonly requestId: string },
  ) => Promise<ReplyOf<typeof CHAT_API_REQUESTS.sendMessage>>;
}

/**
 * Time limit for answering a `send-message` event, including the wait for earlier messages. Many clients give up after
 * 5 s.
 */
const SEND_ANSWER_TIMEOUT_MS = 4_500;
/**
 * Minimum timeout of a request to chat-api. If less time is left, no request is sent, because the reply would come too
 * late.
 */
const MIN_REQUEST_TIMEOUT_MS = 100;

/**
 * Handles `send-message`. Messages from one socket to one room keep their order. If the answer is `UNAVAILABLE`, the
 * message may have been stored. The client can safely send the message again with the same `client_msg_id`, because the
 * message is never stored twice (MSG-2).
 */
export function createMessageHandlers({
  sendMessage,
}: MessageHandlersOptions): Pick<ClientEventHandlers, 'send-message'> {
  return {
    'send-message': ({ socket, payload, requestId, reply }) => {
      const { roomId, content, message_type, reply_to_id, client_msg_id, metadata } = payload;
      // The request to chat-api is JSON, which would turn infinity into null.
      const numberProblem = metadata ? findNumberProblem(metadata) : undefined;
      if (numberProblem !== undefined) throw createFieldError('metadata', numberProblem);
      const { user } = socket.data;
      socket.data.sendTurns ??= new Map();
      const { sendTurns } = socket.data;
      const optionalFields = { message_type, reply_to_id, client_msg_id, metadata };
      const definedOptionalFields = Object.fromEntries(
        Object.entries(optionalFields).filter(([, value]) => value !== undefined),
      );
      const answerDeadline = performance.now() + SEND_ANSWER_TIMEOUT_MS;
      const pendingSend = (sendTurns.get(roomId) ?? Promise.resolve()).then(async () => {
        const requestTimeoutMs = answerDeadline - performance.now();
        if (requestTimeoutMs < MIN_REQUEST_TIMEOUT_MS) throw new ChatError('UNAVAILABLE');
        const { message } = await sendMessage(
          { userId: user.id, roomId, content, ...definedOptionalFields },
          { timeoutMs: requestTimeoutMs, requestId },
        );
        reply({ success: true, data: message });
      });
      const sendTurn = pendingSend
        .catch(() => {})
        .then(() => {
          if (sendTurns.get(roomId) === sendTurn) sendTurns.delete(roomId);
        });
      sendTurns.set(roomId, sendTurn);
      return pendingSend;
    },
  };
}
