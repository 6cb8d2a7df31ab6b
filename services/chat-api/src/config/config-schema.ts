import { createDevelopmentSigningKeys } from '@kcs/auth';
import {
  externalProviderConfig,
  natsConfig,
  postgresUrl,
  publicHttpConfig,
  redisConfig,
  serviceConfig,
} from '@kcs/service-kit';
import Type, { type Static } from 'typebox';

const PositiveInteger = (fallback: number, description: string, maximum = 1_000_000_000) =>
  Type.Integer({ minimum: 1, maximum, default: fallback, description });

/** Every environment variable that chat-api reads (CONF-2). A test compares this schema with the table in README.md. */
export const configSchema = Type.Object({
  ...serviceConfig,
  ...natsConfig,
  ...redisConfig,
  ...publicHttpConfig,
  DATABASE_URL: postgresUrl({
    development: 'postgresql://127.0.0.1:5432/kcs_chat',
    description: 'PostgreSQL',
  }),
  DATABASE_POOL_SIZE: PositiveInteger(16, 'Maximum number of PostgreSQL connections per process', 500),
  JWT_SIGNING_KEYS: Type.String({
    secret: true,
    development: createDevelopmentSigningKeys(),
    description: 'Private JWK set (Ed25519 or P-256). The first key signs tokens, and all keys verify them.',
  }),
  JWT_ISSUER: Type.String({
    minLength: 1,
    maxLength: 200,
    default: 'kcs-chat',
    description: 'The `iss` claim of our tokens',
  }),
  JWT_AUDIENCE: Type.String({
    minLength: 1,
    maxLength: 200,
    default: 'kcs-chat',
    description: 'The `aud` claim of our tokens',
  }),
  ...externalProviderConfig,
  AUTH_EXTERNAL_TRUST_ADMIN: Type.Boolean({
    default: false,
    description:
      'Whether the identity provider may make a user Admin. Otherwise, such a user becomes a Student.',
  }),
  ACCESS_TOKEN_TTL_S: PositiveInteger(
    43_200,
    'Lifetime of an access token in seconds, at most the lifetime of a session',
    31_536_000,
  ),
  SESSION_SECRET: Type.String({
    secret: true,
    minLength: 32,
    development: 'development-only-secret-of-32-characters',
    description: 'Secret that signs refresh tokens, at least 32 characters',
  }),
  SESSION_TTL_DAYS: PositiveInteger(30, 'Days after which a session ends if it is not refreshed', 3_650),
  BOOTSTRAP_ADMIN_EMAIL: Type.Optional(
    Type.String({
      pattern: '^[^@\\s]+@[^@\\s]+$',
      maxLength: 254,
      examples: ['admin@school.example'],
      description: 'Email of the first Admin, who is created at startup if no account has this email',
    }),
  ),
  BOOTSTRAP_ADMIN_PASSWORD: Type.Optional(
    Type.String({ secret: true, minLength: 8, maxLength: 256, description: 'Password of the first Admin' }),
  ),
  MESSAGES_PER_SECOND_PER_USER: PositiveInteger(
    20,
    'Maximum number of messages, edits, reactions and other changes in rooms that a user may make per second',
  ),
  NEW_ROOMS_PER_HOUR_PER_USER: PositiveInteger(
    60,
    'Maximum number of rooms that a user may create per hour. Ten times as many for Admins',
  ),
  ADDED_PEOPLE_PER_HOUR_PER_USER: PositiveInteger(
    2_000,
    'Maximum number of people that a user may add to rooms per hour. Ten times as many for Admins',
  ),
  EVENTS_KEPT_DAYS: PositiveInteger(
    30,
    'Days for which room events, dead letters and deleted rooms are kept',
    3_650,
  ),
  NATS_STREAM_REPLICAS: PositiveInteger(1, 'Number of copies of each room event in a NATS cluster', 5),
  LOGIN_FAILURES_PER_ACCOUNT: PositiveInteger(
    10,
    'Number of failed logins to one account from one IP address within 15 minutes after which both have to wait',
  ),
  LOGIN_FAILURES_PER_ACCOUNT_ANYWHERE: PositiveInteger(
    100,
    'Number of failed logins to one account from all IP addresses within 15 minutes after which the account has to wait, except at addresses where it logged in lately',
  ),
  LOGIN_FAILURES_PER_ADDRESS: PositiveInteger(
    500,
    'Number of failed logins within 15 minutes after which an IP address has to wait. A whole school may share one address.',
  ),
  LOGINS_PER_ACCOUNT: PositiveInteger(
    100,
    'Number of successful logins to one account within 15 minutes after which it has to wait',
  ),
  SESSIONS_PER_USER: PositiveInteger(
    100,
    'Maximum number of sessions of one user that a login may leave open. The ones that were used least recently end.',
  ),
  PASSWORD_HASHES_AT_ONCE: PositiveInteger(
    2,
    'Maximum number of passwords hashed at the same time. Each hash takes 19 MiB and about 25 ms of CPU time.',
    64,
  ),
  REQUESTS_IN_FLIGHT: PositiveInteger(
    500,
    'Maximum number of requests processed at the same time. Further requests get 503.',
  ),
  BALANCER_WAIT_MS: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 60_000,
      examples: [5000],
      description:
        'Milliseconds between reporting "not ready" and closing, so that the load balancer can notice. 200 in development, 5000 in production',
    }),
  ),
  WEB_ROOT: Type.Optional(
    Type.String({
      examples: ['services/web/dist'],
      description: 'Folder with the built web client, which is served at /',
    }),
  ),
});

export type Config = Readonly<Static<typeof configSchema>>;
