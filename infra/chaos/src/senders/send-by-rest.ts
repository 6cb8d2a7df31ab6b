import type { Message } from '@kcs/contracts';
import { RETRY_OUTCOME, SEND_TIMEOUT_MS, type SendMethod } from './send-method.ts';

/**
 * Sends with `POST …/messages` through the front door. The server answers a new message with 201, and a repeat with
 * 200.
 */
export const sendByRest: SendMethod = ({ id, members }, draw) => {
  const sender = members[Math.floor(draw * members.length)];
  return async (clientMsgId) => {
    const messageBody = { content: `message ${clientMsgId}`, client_msg_id: clientMsgId };
    const requestOptions = { timeoutMs: SEND_TIMEOUT_MS };
    try {
      const response = await sender?.request(
        'POST',
        `/chat/rooms/${id}/messages`,
        messageBody,
        requestOptions,
      );
      if (response?.status === 201 || response?.status === 200) {
        const { id, seq } = response.body.data as Message;
        return { kind: 'acknowledged', stored: { id, seq } };
      }
      if (!response || response.status >= 500 || response.status === 429) return RETRY_OUTCOME;
      return { kind: 'refused', reason: `${response.status} ${JSON.stringify(response.body)}` };
    } catch {
      return RETRY_OUTCOME;
    }
  };
};
