import { pickInRoom } from '../clients/client.ts';
import type { LibraryClient } from '../clients/library-client.ts';
import { sendByRest } from './send-by-rest.ts';
import type { SendMethod } from './send-method.ts';

/**
 * Sends with the client library's `chat.send`. When `send` resolves, the library promises to store the message exactly
 * once, even without a connection (PROM-3). This promise counts as the acknowledgment.
 */
export function sendByLibrary(clients: readonly LibraryClient[]): SendMethod {
  return (room, draw) => {
    const { id: roomId } = room;
    const sender = pickInRoom(clients, roomId, draw);
    if (!sender) return sendByRest(room, draw);
    return async (clientMsgId) => {
      const content = `message ${clientMsgId}`;
      const chosenId = await sender.chat.send(roomId, { content });
      return { kind: 'acknowledged', stored: null, clientMsgId: chosenId };
    };
  };
}
