import type { ServerEventPayload } from '@kcs/contracts';
import type { LocalSockets } from '../sockets/local-sockets.ts';

export const RECEIPT_EVENT = 'messages-seen';

export type Receipt = ServerEventPayload<typeof RECEIPT_EVENT>;

interface ReceiptDeliveryOptions {
  readonly sockets: Pick<LocalSockets, 'emitRoomEvent'>;
  readonly publish: (receipt: Receipt, exceptSocketId?: string) => void;
}

/**
 * Delivers read receipts to the sockets that joined their room, after the room events that were delivered before. A
 * receipt therefore never arrives before its message, even if the message waits for the end of a burst.
 */
export class ReceiptDelivery {
  readonly #options: ReceiptDeliveryOptions;

  constructor(options: ReceiptDeliveryOptions) {
    this.#options = options;
  }

  /** Sends a receipt to the sockets of all gateways. `exceptSocketId` is the reader's socket. */
  send(receipt: Receipt, exceptSocketId?: string): void {
    this.receive(receipt, exceptSocketId);
    this.#options.publish(receipt, exceptSocketId);
  }

  /** Sends a receipt to the sockets of this gateway. */
  receive(receipt: Receipt, exceptSocketId?: string): void {
    this.#options.sockets.emitRoomEvent(receipt.roomId, RECEIPT_EVENT, receipt, exceptSocketId);
  }
}
