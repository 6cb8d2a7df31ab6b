import { type Logger, SharedClock } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry } from 'prom-client';
import { createBusClient } from './bus-client.ts';
import { composeConnections } from './compose-connections.ts';
import { composeConsumer } from './compose-consumer.ts';
import { composeDelivery } from './compose-delivery.ts';
import { composePresence } from './compose-presence.ts';
import { composeSequencer } from './compose-sequencer.ts';
import { composeSockets } from './compose-sockets.ts';
import type { GatewayConfig } from './config.ts';
import { Gateway } from './gateway.ts';
import type { GatewayContext } from './gateway-context.ts';
import { createGatewayMetrics } from './gateway-metrics.ts';
import { DeliveryGate } from './health/delivery-gate.ts';
import { RedisPath } from './relay/redis-path.ts';

interface GatewayOptions {
  readonly config: GatewayConfig;
  readonly instanceId: string;
  readonly nc: NatsConnection;
  readonly metrics: Registry;
  readonly logger: Logger;
}

/**
 * Creates a gateway on the given NATS connection. Throws if Redis cannot be reached. The caller must then call `start`
 * and make the HTTP server listen.
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { config, instanceId, nc, logger } = options;
  const metrics = createGatewayMetrics(options.metrics);
  const gate = new DeliveryGate();
  const bus = createBusClient(nc, gate);
  const clock = new SharedClock({ source: 'PostgreSQL', read: async () => (await bus.keys({})).now, logger });
  const path = await RedisPath.open({ url: config.REDIS_URL, instanceId, logger });
  const context: GatewayContext = { config, instanceId, nc, logger, metrics, gate, bus, path, clock };

  const sockets = composeSockets(context);
  const presence = composePresence(context, sockets);
  const delivery = composeDelivery(context, sockets);
  const sequencing = composeSequencer(context, sockets, delivery, presence);
  const consumer = composeConsumer(context, sockets, delivery, sequencing);
  const connections = composeConnections(context, sockets, delivery, sequencing, presence);

  const { registry } = sockets;
  const { sequencer } = sequencing;
  metrics.watch({
    sockets: () => registry.socketCount,
    users: () => registry.userCount,
    unsentBytes: () => connections.backpressure.unsentBytes,
    roomsOpen: () => sequencer.size,
    meetings: () => delivery.localMeetings.all.length,
    participants: () => delivery.localMeetings.connectedCount,
    held: () => sequencer.heldCount,
    redisPathWorking: () => path.working,
    canDeliver: () => gate.canDeliver,
    consuming: () => consumer.consuming,
  });
  return new Gateway({
    ...context,
    ...sockets,
    ...delivery,
    ...sequencing,
    ...connections,
    consumer,
    presence,
  });
}
