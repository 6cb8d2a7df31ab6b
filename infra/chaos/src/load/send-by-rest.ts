import type { Message } from '@kcs/contracts';
import { AGAIN, type Way } from './way.ts';

/** A client waits no longer for an answer. */
const TIMEOUT_MS = 5_000;

/** `POST …/messages` through the front door: 201, or 200 for a repeat. */
export const sendByRest: Way = ({ id, members }, draw) => {
  const sender = members[Math.floor(draw * members.length)];
  return async (clientMsgId) => {
    const body = { content: `message ${clientMsgId}`, client_msg_id: clientMsgId };
    try {
      const answer = await sender?.rest('POST', `/chat/rooms/${id}/messages`, body, {
        timeoutMs: TIMEOUT_MS,
      });
      if (answer?.status === 201 || answer?.status === 200) {
        const { id, seq } = answer.body.data as Message;
        return { kind: 'acknowledged', stored: { id, seq } };
      }
      if (!answer || answer.status >= 500 || answer.status === 429) return AGAIN;
      return { kind: 'refused', why: `${answer.status} ${JSON.stringify(answer.body)}` };
    } catch {
      return AGAIN;
    }
  };
};
