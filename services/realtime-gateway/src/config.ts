import {
  credentialProblems,
  externalProviderConfig,
  externalProviderProblems,
  loadConfig,
  natsConfig,
  publicHttpConfig,
  redisConfig,
  serviceConfig,
} from '@kcs/service-kit';
import Type from 'typebox';

const positive = (value: number, description: string) =>
  Type.Integer({ minimum: 1, default: value, description });

/** All configuration variables of this service (CONF-2). */
export const configSchema = Type.Object({
  ...serviceConfig,
  ...natsConfig,
  ...redisConfig,
  ...publicHttpConfig,
  JWT_ISSUER: Type.String({ default: 'kcs-chat', description: 'Required `iss` of a token' }),
  JWT_AUDIENCE: Type.String({ default: 'kcs-chat', description: 'Required `aud` of a token' }),
  ...externalProviderConfig,
  EVENTS_PER_SECOND_PER_USER: positive(100, 'Client events per second and user'),
  SOCKETS_PER_USER: positive(50, 'Live sockets per user; the oldest is closed'),
  MAX_PACKET_BYTES: positive(65_536, 'Packet size limit; a larger packet gets PAYLOAD_TOO_LARGE'),
  SLOW_READER_BYTES: positive(1_048_576, 'Unsent bytes at which a slow reader is disconnected'),
  CONNECTIONS_PER_GATEWAY: positive(20_000, 'Maximum number of live connections'),
  CONNECTS_PER_SECOND_PER_GATEWAY: positive(500, 'Maximum number of new connections per second'),
  GATEWAY_BEAT_MS: positive(3_000, 'Interval of heartbeats to presence'),
  GATEWAY_LEASE_MS: positive(
    10_000,
    'How long presence keeps this gateway without a heartbeat; more than twice GATEWAY_BEAT_MS',
  ),
  TYPING_TTL_MS: positive(30_000, 'How long a typing state lasts if the client does not repeat it'),
  DRAIN_NOTICE_MS: Type.Integer({
    minimum: 0,
    default: 3_000,
    description: 'During a stop: time for the load balancer to notice that this gateway is not ready',
  }),
  DRAIN_MS: Type.Integer({
    minimum: 0,
    default: 10_000,
    description: 'During a stop: time over which sockets are closed in batches',
  }),
});

export type GatewayConfig = ReturnType<typeof readConfig>;

/** Reads the configuration. Throws a `ConfigError` that lists every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  return loadConfig(
    configSchema,
    (c) => [
      ...credentialProblems(c),
      ...externalProviderProblems(c),
      ...(c.GATEWAY_LEASE_MS > 2 * c.GATEWAY_BEAT_MS
        ? []
        : ['GATEWAY_LEASE_MS must be more than twice GATEWAY_BEAT_MS: a lease must outlast two heartbeats']),
    ],
    env,
  );
}
