import type { LibraryClient } from './library-client.ts';
import { oneInRoom } from './one-in-room.ts';
import { sendByRest } from './send-by-rest.ts';
import type { Way } from './way.ts';

/**
 * `chat.send`: once it resolves, the library promises that the message will be stored exactly once, also when there is
 * no connection now. That promise is what counts as the acknowledgement here, and is held to.
 */
export const sendByLibrary =
  (clients: readonly LibraryClient[]): Way =>
  (room, draw) => {
    const { id: roomId } = room;
    const sender = oneInRoom(clients, roomId, draw);
    if (!sender) return sendByRest(room, draw);
    return async (clientMsgId) => {
      const content = `message ${clientMsgId}`;
      const kept = await sender.chat.send(roomId, { content });
      return { kind: 'acknowledged', stored: null, clientMsgId: kept };
    };
  };
