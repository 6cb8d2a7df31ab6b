import type { CHAT_API, ReplyOf, RequestOf } from '@kcs/contracts';
import type { FanOut } from '../relay/redis-publisher.ts';
import type { Handlers } from './handler.ts';

export interface ReceiptHandlersOptions {
  readonly markSeen: (
    query: RequestOf<typeof CHAT_API.markSeen>,
  ) => Promise<ReplyOf<typeof CHAT_API.markSeen>>;
  readonly fanOut: FanOut;
}

/** The reader is told what came of it; the room only where the cursor moved. */
export function receiptHandlers(options: ReceiptHandlersOptions): Pick<Handlers, 'mark-messages-seen'> {
  return {
    'mark-messages-seen': async ({ socket, payload: { roomId, messageIds: asked }, reply }) => {
      const userId = socket.data.user.id;
      const { moved, ...seen } = await options.markSeen({ userId, roomId, messageIds: asked });
      reply({ success: true, roomId, ...seen });
      if (moved) options.fanOut.toRoom(roomId, 'messages-seen', { userId, roomId, ...seen }, [socket.id]);
    },
  };
}
