import type { Logger, SharedClock } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { BusClient } from './bus-client.ts';
import type { GatewayConfig } from './config.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { DeliveryGate } from './health/delivery-gate.ts';
import type { RedisPath } from './relay/redis-path.ts';
import type { TrafficCounter } from './samples/traffic-counter.ts';

/** The connections and shared objects that every part of the gateway uses. */
export interface GatewayContext {
  readonly config: GatewayConfig;
  readonly instanceId: string;
  readonly nc: NatsConnection;
  readonly logger: Logger;
  readonly metrics: GatewayMetrics;
  /** Counts messages and events for the samples of this gateway. */
  readonly traffic: TrafficCounter;
  readonly gate: DeliveryGate;
  readonly bus: BusClient;
  readonly path: RedisPath;
  /**
   * A clock that follows PostgreSQL's time. Times that other machines have set are compared with this clock (AUTH-2).
   */
  readonly clock: SharedClock;
}
