import type { DeliveryParts } from './compose-delivery.ts';
import type { SequencerParts } from './compose-sequencer.ts';
import type { SocketParts } from './compose-sockets.ts';
import { RoomEventConsumer } from './consume/room-event-consumer.ts';
import type { GatewayContext } from './gateway-context.ts';
import { receiveFromRedis } from './relay/redis-receiver.ts';
import { RoomEventRelay } from './relay/room-event-relay.ts';

/**
 * Starts receiving events from the other gateways. Returns the consumer that takes events off the bus and relays them
 * to the gateways.
 */
export function composeConsumer(
  { nc: natsConnection, logger, metrics, traffic, gate, bus, path, clock }: GatewayContext,
  { io, adapter }: SocketParts,
  { publisher, memberEvents, newChats, mentions, receipts, typing, meetings }: DeliveryParts,
  { sequencer }: SequencerParts,
): RoomEventConsumer {
  const relayReceivers = { sequencer, memberEvents, newChats, mentions };
  receiveFromRedis({ adapter, namespace: io.of('/'), gate, receipts, typing, meetings, ...relayReceivers });
  return new RoomEventConsumer({
    nc: natsConnection,
    logger,
    relay: new RoomEventRelay({ publisher, ...relayReceivers, now: clock.now }),
    park: bus.parkDeadLetter,
    onConsumed: (outcome, kind) => {
      metrics.consumed.inc({ outcome });
      if (outcome === 'fanned-out' && kind === 'message-created') traffic.countMessage();
      if (outcome === 'failed') path.markBroken();
    },
    onPending: (events) => metrics.pending.set(events),
    now: clock.now,
  });
}
