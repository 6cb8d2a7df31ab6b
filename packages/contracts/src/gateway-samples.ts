import Type from 'typebox';
import { Nullable, Timestamp } from './time.ts';

/** How gateways store samples of themselves in Redis, from where chat-api reads them (ADMIN-9). */
export const GATEWAY_SAMPLES = {
  /**
   * The sorted set of gateways with samples. The key of a gateway's list is this key, a colon, and the id of the
   * gateway. The part in braces keeps all keys on one node of a Redis Cluster.
   */
  REDIS_KEY: 'kcs:samples:{s}',
  INTERVAL_MS: 10_000,
  /** Maximum number of samples of one gateway: those of one hour. */
  MAX_SAMPLES: 360,
  KEPT_MS: 60 * 60 * 1_000,
} as const;

/** A sample as Redis stores it. In the list entry, the time comes before the sample. */
export const StoredGatewaySample = Type.Object({
  connections: Type.Integer({ minimum: 0 }),
  users: Type.Integer({ minimum: 0, description: 'Users with a connection to this gateway' }),
  rooms: Type.Integer({ minimum: 0, description: 'Rooms that are open on this gateway' }),
  messages_per_s: Type.Number({
    minimum: 0,
    description: 'Messages that this gateway took off the bus. Each message is counted on one gateway only',
  }),
  events_per_s: Type.Number({
    minimum: 0,
    description: 'Room events that this gateway released to its sockets',
  }),
  lag_mean_ms: Nullable(
    Type.Number({
      minimum: 0,
      description: 'Mean time from the creation of an event to its release; null if there were no events',
    }),
  ),
  lag_max_ms: Nullable(Type.Number({ minimum: 0 })),
});
export type StoredGatewaySample = Type.Static<typeof StoredGatewaySample>;

/** A sample of a gateway: its counts at `time`, and its traffic since the sample before (ADMIN-9). */
export const GatewaySample = Type.Object({ time: Timestamp, ...StoredGatewaySample.properties });
export type GatewaySample = Type.Static<typeof GatewaySample>;

/** The samples of all gateways, also of those that stopped within the requested time. */
export const GatewayMetricsReport = Type.Object({
  interval_s: Type.Integer({ description: 'Usual time between two samples of a gateway, in seconds' }),
  gateways: Type.Array(
    Type.Object({ id: Type.String(), samples: Type.Array(GatewaySample, { description: 'Oldest first' }) }),
  ),
});
export type GatewayMetricsReport = Type.Static<typeof GatewayMetricsReport>;
export const GatewayMetricsQuery = Type.Object(
  { minutes: Type.Integer({ minimum: 1, maximum: 60, default: 60 }) },
  { additionalProperties: false },
);
