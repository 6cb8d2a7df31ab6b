import { pickClientInRoom } from '../clients/client.ts';
import type { LibraryClient } from '../clients/library-client.ts';
import { sendByRest } from './send-by-rest.ts';
import type { SendMethod } from './send-method.ts';

/**
 * Sends with the client library's `chat.send`. Once `send` has resolved, the library promises that the message will be
 * stored exactly once, even if there is no connection (PROM-3). That promise counts as the acknowledgment. If no
 * library client is in the room, sends by REST.
 */
export function createLibrarySendMethod(clients: readonly LibraryClient[]): SendMethod {
  return (room, draw) => {
    const { id: roomId } = room;
    const senderClient = pickClientInRoom(clients, roomId, draw);
    if (!senderClient) return sendByRest(room, draw);
    return async (clientMsgId) => {
      const messageContent = `message ${clientMsgId}`;
      const chosenClientMsgId = await senderClient.chat.send(roomId, { content: messageContent });
      return { kind: 'acknowledged', stored: null, clientMsgId: chosenClientMsgId };
    };
  };
}
