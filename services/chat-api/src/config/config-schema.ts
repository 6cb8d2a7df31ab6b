import { developmentSigningKeys } from '@kcs/auth';
import {
  externalProviderConfig,
  natsConfig,
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
  DATABASE_URL: Type.String({
    pattern: '^postgres(ql)?://[^\\s]+$',
    development: 'postgresql://127.0.0.1:5432/kcs_chat',
    description: 'PostgreSQL',
  }),
  DATABASE_POOL_SIZE: PositiveInteger(16, 'Maximum connections of one process to PostgreSQL', 500),
  JWT_SIGNING_KEYS: Type.String({
    secret: true,
    development: developmentSigningKeys(),
    description: 'Private JWK set (Ed25519 or P-256); the first key signs, all verify',
  }),
  JWT_ISSUER: Type.String({
    minLength: 1,
    maxLength: 200,
    default: 'kcs-chat',
    description: '`iss` of our tokens',
  }),
  JWT_AUDIENCE: Type.String({
    minLength: 1,
    maxLength: 200,
    default: 'kcs-chat',
    description: '`aud` of our tokens',
  }),
  ...externalProviderConfig,
  AUTH_EXTERNAL_TRUST_ADMIN: Type.Boolean({
    default: false,
    description: 'Whether its `user_type` may make a user Admin; otherwise such a user becomes a Student',
  }),
  ACCESS_TOKEN_TTL_S: PositiveInteger(
    43_200,
    'Lifetime of an access token in seconds, at most that of a session',
    31_536_000,
  ),
  SESSION_SECRET: Type.String({
    secret: true,
    minLength: 32,
    development: 'development-only-secret-of-32-characters',
    description: 'Signs refresh tokens; at least 32 characters',
  }),
  SESSION_TTL_DAYS: PositiveInteger(30, 'A session ends if it is not refreshed for this long', 3_650),
  BOOTSTRAP_ADMIN_EMAIL: Type.Optional(
    Type.String({
      pattern: '^[^@\\s]+@[^@\\s]+$',
      maxLength: 254,
      examples: ['admin@school.example'],
      description: 'The first Admin, created at start if there is no account with this e-mail',
    }),
  ),
  BOOTSTRAP_ADMIN_PASSWORD: Type.Optional(
    Type.String({ secret: true, minLength: 8, maxLength: 256, description: "The first Admin's password" }),
  ),
  MESSAGES_PER_SECOND_PER_USER: PositiveInteger(20, 'New messages a user may send per second'),
  EVENTS_KEPT_DAYS: PositiveInteger(
    30,
    'How long room events, dead letters and deleted rooms are kept',
    3_650,
  ),
  NATS_STREAM_REPLICAS: PositiveInteger(1, 'Copies of the room events in a NATS cluster', 5),
  LOGIN_FAILURES_PER_ACCOUNT: PositiveInteger(
    10,
    'Failed logins of one account within 15 minutes before it has to wait',
  ),
  LOGIN_FAILURES_PER_ADDRESS: PositiveInteger(
    500,
    'Failed logins from one address within 15 minutes before it has to wait; a whole school may share one',
  ),
  PASSWORD_HASHES_AT_ONCE: PositiveInteger(
    2,
    'Passwords hashed at once; each takes 19 MiB and one CPU for about 25 ms',
    64,
  ),
  REQUESTS_IN_FLIGHT: PositiveInteger(500, 'Requests processed at once; further ones get 503'),
  BALANCER_WAIT_MS: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 60_000,
      examples: [5000],
      description:
        'Time between "not ready" and closing, so that the load balancer can notice; 200 in development, 5000 in production',
    }),
  ),
  WEB_ROOT: Type.Optional(
    Type.String({
      examples: ['services/web/dist'],
      description: 'Folder of the built web client, served at /',
    }),
  ),
});

export type Config = Readonly<Static<typeof configSchema>>;
