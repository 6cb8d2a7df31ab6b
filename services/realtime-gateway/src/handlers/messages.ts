import type { CHAT_API, ReplyOf, RequestOf } from '@kcs/contracts';
import type { Handlers } from './handler.ts';

export interface MessageHandlersOptions {
  readonly sendMessage: (
    query: RequestOf<typeof CHAT_API.sendMessage>,
  ) => Promise<ReplyOf<typeof CHAT_API.sendMessage>>;
}

/** The same command as REST, which judges everything; a socket's sends to a room keep their order. */
export function messageHandlers({ sendMessage }: MessageHandlersOptions): Pick<Handlers, 'send-message'> {
  return {
    'send-message': ({ socket, payload, reply }) => {
      const { roomId, content, message_type, reply_to_id, client_msg_id, metadata } = payload;
      const { sendTurns, user } = socket.data;
      const given = { message_type, reply_to_id, client_msg_id, metadata };
      const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const turn = (sendTurns.get(roomId) ?? Promise.resolve()).then(async () => {
        const { message } = await sendMessage({ userId: user.id, roomId, content, ...fields });
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
