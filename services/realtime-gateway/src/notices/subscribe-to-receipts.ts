import { NOTICES, ROOM_STREAM } from '@kcs/contracts';
import { compileSchema, type Logger, type Stoppable } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { ReceiptDelivery } from '../delivery/receipts.ts';

export interface ReceiptSubscriptionOptions {
  readonly nc: NatsConnection;
  readonly logger: Logger;
  readonly receipts: Pick<ReceiptDelivery, 'send'>;
}

/**
 * Subscribes to read receipts that users send over REST (BUS-3). One gateway of the NATS queue group receives each
 * receipt and broadcasts it to the room.
 */
export function subscribeToReceipts({
  nc: natsConnection,
  receipts,
  logger,
}: ReceiptSubscriptionOptions): Stoppable {
  const validateReceipt = compileSchema(NOTICES.seen.payload);
  const receiptSubscription = natsConnection.subscribe(NOTICES.seen.subject, {
    queue: ROOM_STREAM.gatewayConsumer,
    callback: (error, message) => {
      if (error) return;
      try {
        receipts.send(validateReceipt(message.json()));
      } catch (err) {
        logger.warn({ err, subject: message.subject }, 'Could not process a read receipt. Dropping it.');
      }
    },
  });
  return { stop: async () => receiptSubscription.unsubscribe() };
}
