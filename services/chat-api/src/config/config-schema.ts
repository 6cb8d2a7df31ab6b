import { createDevelopmentSigningKeysJson } from '@kcs/auth';
import {
  createPostgresUrlSchema,
  externalProviderConfig,
  natsConfig,
  publicHttpConfig,
  redisConfig,
  serviceConfig,
} from '@kcs/service-kit';
import Type, { type Static } from 'typebox';

const createPositiveIntegerSchema = (fallback: number, description: string, maximum = 1_000_000_000) =>
  Type.Integer({ minimum: 1, maximum, default: fallback, description });

/**
 * Returns the schema for a STUN or TURN URL. The URL consists of the scheme, the host, and optionally the port. The
 * scheme ends in `s` if the connection is encrypted. A TURN URL may also specify the transport.
 */
const createIceUrlSchema = (scheme: 'stun' | 'turn', example: string) =>
  Type.String({
    pattern: `^${scheme}s?:(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?${scheme === 'turn' ? '(\\?transport=(udp|tcp))?' : ''}$`,
    maxLength: 300,
    examples: [example],
  });

/**
 * Every environment variable that configures chat-api (CONF-2). A test compares this schema with the table in
 * README.md.
 */
export const configSchema = Type.Object({
  ...serviceConfig,
  ...natsConfig,
  ...redisConfig,
  ...publicHttpConfig,
  DATABASE_URL: createPostgresUrlSchema({
    development: 'postgresql://127.0.0.1:5432/kcs_chat',
    description: 'URL of the PostgreSQL database',
  }),
  DATABASE_POOL_SIZE: createPositiveIntegerSchema(
    16,
    'Maximum number of PostgreSQL connections per process',
    500,
  ),
  JWT_SIGNING_KEYS: Type.String({
    secret: true,
    development: createDevelopmentSigningKeysJson(),
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
    description: 'Whether the identity provider may appoint Admins. If false, its Admins become Students.',
  }),
  ACCESS_TOKEN_TTL_S: createPositiveIntegerSchema(
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
  SESSION_TTL_DAYS: createPositiveIntegerSchema(
    30,
    'Number of days after which a session ends unless it is refreshed',
    3_650,
  ),
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
  MESSAGES_PER_SECOND_PER_USER: createPositiveIntegerSchema(
    20,
    'Maximum number of messages, edits, reactions and other changes in rooms that a user may make per second',
  ),
  NEW_ROOMS_PER_HOUR_PER_USER: createPositiveIntegerSchema(
    60,
    'Maximum number of rooms that a user may create per hour. Admins may create ten times as many.',
  ),
  ADDED_PEOPLE_PER_HOUR_PER_USER: createPositiveIntegerSchema(
    2_000,
    'Maximum number of people that a user may add to rooms per hour. Admins may add ten times as many.',
  ),
  EVENTS_KEPT_DAYS: createPositiveIntegerSchema(
    30,
    'Number of days for which room events, dead letters and deleted rooms are kept',
    3_650,
  ),
  NATS_STREAM_REPLICAS: createPositiveIntegerSchema(
    1,
    "Number of copies of each room event and each producer's document in a NATS cluster",
    5,
  ),
  NATS_PRODUCERS_SIGNING_KEY: Type.Optional(
    Type.String({
      secret: true,
      maxLength: 100,
      description:
        'Signing key of the NATS account for producers (seed). Without it, no credentials for producers can be issued.',
    }),
  ),
  NATS_PRODUCERS_ACCOUNT: Type.Optional(
    Type.String({
      pattern: '^A[A-Z2-7]{55}$',
      maxLength: 100,
      description: 'Public key of the NATS account for producers',
    }),
  ),
  STUN_URLS: Type.Optional(
    Type.Array(createIceUrlSchema('stun', 'stun:stun.school.example:3478'), {
      description: 'STUN servers for meetings, comma separated',
    }),
  ),
  TURN_URLS: Type.Optional(
    Type.Array(createIceUrlSchema('turn', 'turns:turn.school.example:5349?transport=tcp'), {
      description: 'TURN servers for meetings, comma separated. Requires TURN_SECRET',
    }),
  ),
  TURN_SECRET: Type.Optional(
    Type.String({
      secret: true,
      minLength: 16,
      maxLength: 256,
      description: 'Secret that the TURN servers share with chat-api (`static-auth-secret` of coturn)',
    }),
  ),
  MEETING_EMPTY_S: createPositiveIntegerSchema(
    60,
    'Number of seconds without participants after which a meeting ends',
    86_400,
  ),
  LOGIN_FAILURES_PER_ACCOUNT: createPositiveIntegerSchema(
    10,
    'Maximum number of failed logins to one account from one IP address within 15 minutes. Further attempts are refused.',
  ),
  LOGIN_FAILURES_PER_ACCOUNT_ANYWHERE: createPositiveIntegerSchema(
    100,
    'Maximum number of failed logins to one account from all IP addresses within 15 minutes. Further attempts are refused, except from addresses from which the account logged in recently.',
  ),
  LOGIN_FAILURES_PER_ADDRESS: createPositiveIntegerSchema(
    500,
    'Maximum number of failed logins from one IP address within 15 minutes. Further attempts are refused. A whole school may share one address.',
  ),
  LOGINS_PER_ACCOUNT: createPositiveIntegerSchema(
    100,
    'Maximum number of successful logins to one account within 15 minutes. Further logins are refused.',
  ),
  SESSIONS_PER_USER: createPositiveIntegerSchema(
    100,
    'Maximum number of sessions per user. A login above this number ends the least recently used session.',
  ),
  PASSWORD_HASHES_AT_ONCE: createPositiveIntegerSchema(
    2,
    'Maximum number of passwords hashed at the same time. Each hash takes 19 MiB and about 25 ms of CPU time.',
    64,
  ),
  REQUESTS_IN_FLIGHT: createPositiveIntegerSchema(
    500,
    'Maximum number of requests processed at the same time. Further requests get 503.',
  ),
  BALANCER_WAIT_MS: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 60_000,
      examples: [5000],
      description:
        'Milliseconds between reporting "not ready" and closing, so that the load balancer can notice. Default: 200 in development, 5000 in production',
    }),
  ),
  WEB_ROOT: Type.Optional(
    Type.String({
      examples: ['services/web/dist'],
      description: 'Folder with the built web client, which is served at /',
    }),
  ),
});

export type ChatApiConfig = Readonly<Static<typeof configSchema>>;
