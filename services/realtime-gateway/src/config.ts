import {
  externalProviderConfig,
  externalProviderProblems,
  loadConfig,
  natsConfig,
  publicHttpConfig,
  redisConfig,
  serviceConfig,
} from '@kcs/service-kit';
import Type from 'typebox';

const count = (value: number, description: string) =>
  Type.Integer({ minimum: 1, default: value, description });

/** Every variable of this service (protocol §6). */
export const configSchema = Type.Object({
  ...serviceConfig,
  ...natsConfig,
  ...redisConfig,
  ...publicHttpConfig,
  JWT_ISSUER: Type.String({ default: 'kcs-chat', description: '`iss` that a token must have' }),
  JWT_AUDIENCE: Type.String({ default: 'kcs-chat', description: '`aud` that a token must have' }),
  ...externalProviderConfig,
  EVENTS_PER_SECOND_PER_USER: count(100, 'Client events a user may send in a second'),
  SOCKETS_PER_USER: count(50, 'Live sockets of a user; the oldest gives way'),
  MAX_PACKET_BYTES: count(65_536, 'A larger packet is answered with PAYLOAD_TOO_LARGE'),
  SLOW_READER_BYTES: count(1_048_576, 'Unsent bytes at which a socket that does not read is closed'),
  CONNECTIONS_PER_GATEWAY: count(20_000, 'Admission: live connections'),
  CONNECTS_PER_SECOND_PER_GATEWAY: count(500, 'Admission: new connections in a second'),
  GATEWAY_BEAT_MS: count(3_000, 'How often presence hears of this gateway'),
  GATEWAY_LEASE_MS: count(10_000, 'How long presence believes in it without a beat; more than two beats'),
  TYPING_TTL_MS: count(30_000, 'A typing indicator without renewal ends after this'),
  DRAIN_NOTICE_MS: Type.Integer({
    minimum: 0,
    default: 3_000,
    description: 'At a stop: how long the balancer is given to notice that no new connections are wanted',
  }),
  DRAIN_MS: Type.Integer({
    minimum: 0,
    default: 10_000,
    description: 'At a stop: over how long the sockets are let go, batch by batch',
  }),
});

export type GatewayConfig = ReturnType<typeof readConfig>;

/** @throws ConfigError with everything that is wrong */
export const readConfig = (env: NodeJS.ProcessEnv = process.env) =>
  loadConfig(
    configSchema,
    (c) => [
      ...externalProviderProblems(c),
      ...(c.GATEWAY_LEASE_MS > 2 * c.GATEWAY_BEAT_MS
        ? []
        : ['GATEWAY_LEASE_MS must be more than two GATEWAY_BEAT_MS: a lease outlives two beats']),
    ],
    env,
  );
