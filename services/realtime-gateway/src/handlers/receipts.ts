import type { CHAT_API_REQUESTS, ReplyOf, RequestOf } from '@kcs/contracts';
import type { ReceiptDelivery } from '../delivery/receipts.ts';
import type { ClientEventHandlers } from './handler.ts';

export interface ReceiptHandlersOptions {
  readonly markSeen: (
    query: RequestOf<typeof CHAT_API_REQUESTS.markSeen>,
    options: { readonly requestId: string },
  ) => Promise<ReplyOf<typeof CHAT_API_REQUESTS.markSeen>>;
  readonly receipts: Pick<ReceiptDelivery, 'send'>;
}

/** Handles `mark-messages-seen`. If the user's read cursor moved, a receipt is sent to the room (SOCK-10). */
export function createReceiptHandlers(
  options: ReceiptHandlersOptions,
): Pick<ClientEventHandlers, 'mark-messages-seen'> {
  const { markSeen, receipts } = options;
  return {
    'mark-messages-seen': async ({ socket, payload: { roomId, messageIds }, requestId, reply }) => {
      const userId = socket.data.user.id;
      const { moved, ...seen } = await markSeen({ userId, roomId, messageIds }, { requestId });
      reply({ success: true, roomId, ...seen });
      if (moved) receipts.send({ userId, roomId, ...seen }, socket.id);
    },
  };
}
