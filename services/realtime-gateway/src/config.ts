import { isIP } from 'node:net';
import { LIMITS } from '@kcs/contracts';
import {
  externalProviderConfig,
  findExternalProviderProblems,
  findServerProblems,
  loadConfig,
  natsConfig,
  publicHttpConfig,
  redisConfig,
  serviceConfig,
} from '@kcs/service-kit';
import Type from 'typebox';

const createPositiveIntegerSchema = (value: number, description: string) =>
  Type.Integer({ minimum: 1, default: value, description });

/** The configuration variables of the gateway (CONF-2). */
export const configSchema = Type.Object({
  ...serviceConfig,
  ...natsConfig,
  ...redisConfig,
  ...publicHttpConfig,
  JWT_ISSUER: Type.String({
    default: 'kcs-chat',
    description: 'Issuer (`iss`) that our own tokens must have',
  }),
  JWT_AUDIENCE: Type.String({
    default: 'kcs-chat',
    description: 'Audience (`aud`) that our own tokens must have',
  }),
  ...externalProviderConfig,
  EVENTS_PER_SECOND_PER_USER: createPositiveIntegerSchema(
    100,
    'Maximum number of client events per user and second, over all gateways',
  ),
  SOCKETS_PER_USER: createPositiveIntegerSchema(
    50,
    'Maximum number of live sockets per user. The oldest sockets above this number are closed.',
  ),
  MAX_PACKET_BYTES: createPositiveIntegerSchema(
    65_536,
    'Maximum packet size in bytes. A larger packet is refused with PAYLOAD_TOO_LARGE.',
  ),
  SLOW_READER_BYTES: createPositiveIntegerSchema(
    1_048_576,
    'Number of unsent bytes at which a socket is closed, because its client reads too slowly',
  ),
  CONNECTIONS_PER_GATEWAY: createPositiveIntegerSchema(
    20_000,
    'Maximum number of live connections to one gateway',
  ),
  CONNECTS_PER_SECOND_PER_GATEWAY: createPositiveIntegerSchema(
    200,
    'Maximum number of new connections to one gateway per second. At most a fifth of them are admitted at once.',
  ),
  FORWARDING_KEY: Type.Optional(
    Type.String({
      secret: true,
      minLength: 32,
      maxLength: 256,
      description:
        'Secret that all gateways share, with which they sign the requests that they pass on to each other. Without it, a load balancer must send all requests of a session to the same gateway.',
    }),
  ),
  FORWARDING_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 0,
    description:
      'Port for requests that other gateways pass on. No client may be able to reach it; 0 for any free port',
  }),
  FORWARDING_HOST: Type.Optional(
    Type.Refine(
      Type.String({
        examples: ['10.0.0.7'],
        description:
          'IP address under which other gateways reach this gateway; default LISTEN_HOST, or the first address of the machine if LISTEN_HOST is a wildcard',
      }),
      (text) => isIP(text) !== 0,
      () => 'must be an IP address',
    ),
  ),
  GATEWAY_BEAT_MS: createPositiveIntegerSchema(
    3_000,
    'Interval between the heartbeats that a gateway sends to presence',
  ),
  GATEWAY_LEASE_MS: createPositiveIntegerSchema(
    10_000,
    'Time without a heartbeat after which presence considers a gateway dead. Must be more than twice GATEWAY_BEAT_MS.',
  ),
  TYPING_TTL_MS: createPositiveIntegerSchema(
    30_000,
    'Time after which a typing state ends if the client does not repeat it',
  ),
  PARTICIPANTS_PER_MEETING: Type.Integer({
    minimum: 2,
    maximum: LIMITS.PARTICIPANTS_PER_MEETING,
    default: 8,
    description: 'Maximum number of participants in a meeting. One more gets MEETING_FULL.',
  }),
  DRAIN_NOTICE_MS: Type.Integer({
    minimum: 0,
    default: 3_000,
    description:
      'Time that a stopping gateway waits before it closes its sockets, so that the load balancer sends no new connections',
  }),
  DRAIN_MS: Type.Integer({
    minimum: 0,
    default: 60_000,
    description: 'Longest time in which a stopping gateway closes its sockets',
  }),
  DRAIN_SOCKETS_PER_SECOND: createPositiveIntegerSchema(
    100,
    'Number of sockets that a stopping gateway closes per second. If they would take longer than DRAIN_MS, it closes them faster.',
  ),
});

export type GatewayConfig = ReturnType<typeof readConfig>;

/** Returns the validated configuration of the gateway. Throws a `ConfigError` that lists every problem. */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  return loadConfig(
    configSchema,
    (c) => [
      ...findServerProblems(c),
      ...findExternalProviderProblems(c),
      ...(c.GATEWAY_LEASE_MS > 2 * c.GATEWAY_BEAT_MS
        ? []
        : [
            'GATEWAY_LEASE_MS must be more than twice GATEWAY_BEAT_MS, because a lease must outlast two heartbeats',
          ]),
    ],
    env,
  );
}
