import { commonConfig, loadConfig } from '@kcs/service-kit';
import Type, { type Static } from 'typebox';

const Ms = (fallback: number, description: string) =>
  Type.Integer({ minimum: 10, maximum: 3_600_000, default: fallback, description });

const PresenceConfig = Type.Object({
  ...commonConfig,
  GATEWAY_BEAT_MS: Ms(3000, 'How often a gateway beats'),
  GATEWAY_LEASE_MS: Ms(10_000, 'How long a gateway that is silent counts as alive; more than two beats'),
  PRESENCE_GRACE_MS: Ms(5000, "From the close of a person's last socket to offline"),
  PRESENCE_PUSH_MAX_MEMBERS: Type.Integer({
    minimum: 0,
    maximum: 10_000,
    default: 500,
    description: 'Members of a larger room are not told of each coming and going',
  }),
  SOCKETS_PER_USER: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 50,
    description: 'Live sockets of one person; the oldest gives way',
  }),
});

/** Every variable of this service. */
export { PresenceConfig as configSchema };

export type PresenceConfig = Readonly<Static<typeof PresenceConfig>>;

/** The whole environment, judged before anything connects. @throws ConfigError with every problem */
export const loadPresenceConfig = (env: NodeJS.ProcessEnv = process.env): PresenceConfig =>
  loadConfig(PresenceConfig, leaseRules, env);

/** One lost beat must not end a lease. */
export const leaseRules = (config: Pick<PresenceConfig, 'GATEWAY_BEAT_MS' | 'GATEWAY_LEASE_MS'>): string[] =>
  config.GATEWAY_LEASE_MS > 2 * config.GATEWAY_BEAT_MS
    ? []
    : [
        `GATEWAY_LEASE_MS (${config.GATEWAY_LEASE_MS}) must be more than two of GATEWAY_BEAT_MS (${config.GATEWAY_BEAT_MS}): a lease outlives two beats`,
      ];
