import type { ConnectionParts } from './compose-connections.ts';
import type { DeliveryParts } from './compose-delivery.ts';
import type { SequencerParts } from './compose-sequencer.ts';
import type { SocketParts } from './compose-sockets.ts';
import type { RoomEventConsumer } from './consume/room-event-consumer.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { PresenceLink } from './presence-link/presence-link.ts';
import type { GatewaySampler } from './samples/gateway-sampler.ts';

/** All parts of a gateway. */
export interface GatewayParts
  extends GatewayContext,
    SocketParts,
    DeliveryParts,
    SequencerParts,
    ConnectionParts {
  readonly consumer: RoomEventConsumer;
  readonly presence: PresenceLink;
  readonly sampler: GatewaySampler;
}
