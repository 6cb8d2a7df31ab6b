import type { Message, SocketFailure } from '@kcs/contracts';
import { oneInRoom } from './one-in-room.ts';
import type { PlainClient } from './plain-client.ts';
import { sendByRest } from './send-by-rest.ts';
import { AGAIN, type Way } from './way.ts';

const TIMEOUT_MS = 5_000;
/** What a client answers by trying again. */
const TEMPORARY = new Set(['UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL']);

type Answer = { readonly success: true; readonly data: Message } | SocketFailure;

/** `send-message` with a callback, by one of these sockets that is in the room. */
export const sendBySocket =
  (clients: readonly PlainClient[]): Way =>
  (room, draw) => {
    const { id: roomId } = room;
    const sender = oneInRoom(clients, roomId, draw);
    if (!sender) return sendByRest(room, draw);
    return async (clientMsgId) => {
      if (!sender.socket.connected) return AGAIN;
      const message = { roomId, content: `message ${clientMsgId}`, client_msg_id: clientMsgId };
      try {
        const answer: Answer = await sender.socket.timeout(TIMEOUT_MS).emitWithAck('send-message', message);
        if (answer.success) {
          return { kind: 'acknowledged', stored: { id: answer.data.id, seq: answer.data.seq } };
        }
        const { code, message: why } = answer.error;
        return TEMPORARY.has(code) ? AGAIN : { kind: 'refused', why: `${code} ${why}` };
      } catch {
        return AGAIN;
      }
    };
  };
