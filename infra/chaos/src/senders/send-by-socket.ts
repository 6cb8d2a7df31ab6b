import type { Message, SocketFailure } from '@kcs/contracts';
import { pickClientInRoom } from '../clients/client.ts';
import type { SocketIoClient } from '../clients/socket-io-client.ts';
import { sendByRest } from './send-by-rest.ts';
import { RETRY_OUTCOME, SEND_TIMEOUT_MS, type SendMethod } from './send-method.ts';

const TEMPORARY_ERROR_CODES = new Set(['UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL']);

type SendReply = { readonly success: true; readonly data: Message } | SocketFailure;

/**
 * Sends the socket event `send-message`, with a callback, from a random client that is in the room. If there is no such
 * client, sends by REST.
 */
export function createSocketSendMethod(clients: readonly SocketIoClient[]): SendMethod {
  return (room, draw) => {
    const { id: roomId } = room;
    const senderClient = pickClientInRoom(clients, roomId, draw);
    if (!senderClient) return sendByRest(room, draw);
    return async (clientMsgId) => {
      if (!senderClient.socket.connected) return RETRY_OUTCOME;
      const messagePayload = { roomId, content: `message ${clientMsgId}`, client_msg_id: clientMsgId };
      try {
        const sendReply: SendReply = await senderClient.socket
          .timeout(SEND_TIMEOUT_MS)
          .emitWithAck('send-message', messagePayload);
        if (sendReply.success) {
          return { kind: 'acknowledged', stored: { id: sendReply.data.id, seq: sendReply.data.seq } };
        }
        const { code, message: reason } = sendReply.error;
        return TEMPORARY_ERROR_CODES.has(code)
          ? RETRY_OUTCOME
          : { kind: 'refused', reason: `${code} ${reason}` };
      } catch {
        return RETRY_OUTCOME;
      }
    };
  };
}
