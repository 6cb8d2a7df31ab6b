import { type Logger, readRedisServer, SharedClock } from '@kcs/service-kit';
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
import { GatewaySampler } from './samples/gateway-sampler.ts';
import { TrafficCounter } from './samples/traffic-counter.ts';

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
  const { config, instanceId, nc: natsConnection, logger } = options;
  const gatewayMetrics = createGatewayMetrics(options.metrics);
  const deliveryGate = new DeliveryGate();
  const busClient = createBusClient(natsConnection, deliveryGate, (subject, outcome, ms) =>
    gatewayMetrics.requests.observe({ subject, outcome }, ms / 1_000),
  );
  const sharedClock = new SharedClock({
    source: 'PostgreSQL',
    read: async () => (await busClient.keys({})).now,
    logger,
  });
  const redisPath = await RedisPath.open({ ...readRedisServer(config), instanceId, logger });
  const gatewayContext: GatewayContext = {
    config,
    instanceId,
    nc: natsConnection,
    logger,
    metrics: gatewayMetrics,
    traffic: new TrafficCounter(),
    gate: deliveryGate,
    bus: busClient,
    path: redisPath,
    clock: sharedClock,
  };

  const socketParts = composeSockets(gatewayContext);
  const presenceLink = composePresence(gatewayContext, socketParts);
  const deliveryParts = composeDelivery(gatewayContext, socketParts);
  const sequencerParts = composeSequencer(gatewayContext, socketParts, deliveryParts, presenceLink);
  const roomEventConsumer = composeConsumer(gatewayContext, socketParts, deliveryParts, sequencerParts);
  const connectionParts = composeConnections(
    gatewayContext,
    socketParts,
    deliveryParts,
    sequencerParts,
    presenceLink,
  );

  const { registry } = socketParts;
  const { sequencer } = sequencerParts;
  gatewayMetrics.watch({
    sockets: () => registry.socketCount,
    users: () => registry.userCount,
    unsentBytes: () => connectionParts.backpressure.unsentBytes,
    roomsOpen: () => sequencer.size,
    meetings: () => deliveryParts.localMeetings.all.length,
    participants: () => deliveryParts.localMeetings.connectedCount,
    held: () => sequencer.heldCount,
    redisPathWorking: () => redisPath.working,
    canDeliver: () => deliveryGate.canDeliver,
    consuming: () => roomEventConsumer.consuming,
    draining: () => deliveryGate.draining,
    socketLimit: () => config.CONNECTIONS_PER_GATEWAY,
  });
  const sampler = new GatewaySampler({
    scripts: redisPath.scripts,
    instanceId,
    traffic: gatewayContext.traffic,
    readCounts: () => ({
      connections: registry.socketCount,
      users: registry.userCount,
      rooms: sequencer.size,
    }),
    logger,
  });
  return new Gateway({
    ...gatewayContext,
    ...socketParts,
    ...deliveryParts,
    ...sequencerParts,
    ...connectionParts,
    consumer: roomEventConsumer,
    presence: presenceLink,
    sampler,
  });
}
