import { findServerProblems, loadConfig, natsConfig, redisConfig, serviceConfig } from '@kcs/service-kit';
import Type, { type Static } from 'typebox';

function createDurationSchema(fallback: number, description: string) {
  return Type.Integer({ minimum: 10, maximum: 3_600_000, default: fallback, description });
}

/** The configuration variables of presence (CONF-2). A test compares them with the table in README.md. */
export const configSchema = Type.Object({
  ...natsConfig,
  ...redisConfig,
  GATEWAY_BEAT_MS: createDurationSchema(
    3000,
    'Interval between the heartbeats that a gateway sends to presence',
  ),
  GATEWAY_LEASE_MS: createDurationSchema(
    10_000,
    'Time without a heartbeat after which presence considers a gateway dead. Must be more than twice GATEWAY_BEAT_MS.',
  ),
  PRESENCE_GRACE_MS: createDurationSchema(
    5000,
    'Time from the close of a user’s last socket until the user goes offline',
  ),
  PRESENCE_PUSH_MAX_MEMBERS: Type.Integer({
    minimum: 0,
    maximum: 10_000,
    default: 500,
    description: 'Maximum number of members in a room that receives presence updates',
  }),
  SOCKETS_PER_USER: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 50,
    description: 'Maximum number of live sockets per user. The oldest sockets above this number are closed.',
  }),
  ...serviceConfig,
});

export type PresenceConfig = Readonly<Static<typeof configSchema>>;

/** Returns the validated configuration of presence. Throws a `ConfigError` that lists every problem. */
export function loadPresenceConfig(env: NodeJS.ProcessEnv = process.env): PresenceConfig {
  return loadConfig(
    configSchema,
    (config) => [...findServerProblems(config), ...findLeaseProblems(config)],
    env,
  );
}

/**
 * Returns a problem if a lease is not longer than two heartbeat intervals; otherwise, returns an empty list. A shorter
 * lease would end after a single lost heartbeat.
 */
export function findLeaseProblems(
  config: Pick<PresenceConfig, 'GATEWAY_BEAT_MS' | 'GATEWAY_LEASE_MS'>,
): string[] {
  const { GATEWAY_BEAT_MS: heartbeatMs, GATEWAY_LEASE_MS: leaseMs } = config;
  if (leaseMs > 2 * heartbeatMs) return [];
  return [
    `GATEWAY_LEASE_MS (${leaseMs}) must be more than twice GATEWAY_BEAT_MS (${heartbeatMs}), because a lease must outlast two heartbeats`,
  ];
}
