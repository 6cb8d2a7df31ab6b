import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DEVELOPMENT_KEY_ID, developmentSigningKeys, signingKeyProblems } from '@kcs/auth';
import {
  externalProviderConfig,
  externalProviderProblems,
  loadConfig,
  natsConfig,
  publicHttpConfig,
  redisConfig,
  serviceConfig,
} from '@kcs/service-kit';
import Type, { type Static } from 'typebox';

const DEMO_PASSWORD = 'password123';
/** Of docker-compose.yml where none is chosen. */
const DEVELOPMENT_DATABASE_PASSWORD = 'kcs';

const Count = (fallback: number, description: string, maximum = 1_000_000_000) =>
  Type.Integer({ minimum: 1, maximum, default: fallback, description });

/** Every variable chat-api reads (protocol §6). The table in README.md is tested against this. */
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
  DATABASE_POOL_SIZE: Count(16, 'Most connections of one process to PostgreSQL', 500),
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
    description: 'Whether its `user_type` may make an Admin; otherwise such a user is a Student',
  }),
  ACCESS_TOKEN_TTL_S: Count(
    43_200,
    'Life of an access token in seconds, within that of a session',
    31_536_000,
  ),
  SESSION_SECRET: Type.String({
    secret: true,
    minLength: 32,
    development: 'development-only-secret-of-32-characters',
    description: 'Signs refresh tokens; 32 characters or more',
  }),
  SESSION_TTL_DAYS: Count(30, 'A session not refreshed for this long ends, used or not', 3_650),
  BOOTSTRAP_ADMIN_EMAIL: Type.Optional(
    Type.String({
      pattern: '^[^@\\s]+@[^@\\s]+$',
      maxLength: 254,
      examples: ['admin@school.example'],
      description: 'The first Admin, made at start where there is no such account',
    }),
  ),
  BOOTSTRAP_ADMIN_PASSWORD: Type.Optional(
    Type.String({ secret: true, minLength: 8, maxLength: 256, description: "The first Admin's password" }),
  ),
  MESSAGES_PER_SECOND_PER_USER: Count(20, 'New messages a user may send each second'),
  EVENTS_KEPT_DAYS: Count(30, 'How long the rooms’ event logs are kept', 3_650),
  NATS_STREAM_REPLICAS: Count(1, 'Copies of the room events in a NATS cluster', 5),
  LOGIN_FAILURES_PER_ACCOUNT: Count(10, 'Failed logins of one account in 15 minutes before it must wait'),
  LOGIN_FAILURES_PER_ADDRESS: Count(500, 'The same for one address; a whole school may share one'),
  PASSWORD_HASHES_AT_ONCE: Count(2, 'Password hashes in work at once; each takes 19 MiB and a CPU', 64),
  REQUESTS_IN_FLIGHT: Count(500, 'Requests in work at once; what comes above gets 503'),
  BALANCER_WAIT_MS: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 60_000,
      examples: [5000],
      description:
        'From "not ready" to closing, for the balancer to notice; 200 in development, 5000 in production',
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

/** @throws ConfigError with everything that is wrong */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): Config =>
  loadConfig(configSchema, rules, env);

function rules(config: Config): string[] {
  const keys = signingKeyProblems(config.JWT_SIGNING_KEYS).map((problem) => `JWT_SIGNING_KEYS ${problem}`);
  return [
    ...keys,
    ...externalProviderProblems(config),
    ...tokenRules(config),
    ...adminRules(config),
    ...webRules(config),
    ...(production(config) ? secretRules(config) : []),
  ];
}

const production = (config: Config): boolean => config.NODE_ENV === 'production';

/** A token is good while its session lives: one that says it lives longer would not be true. */
function tokenRules({ ACCESS_TOKEN_TTL_S: token, SESSION_TTL_DAYS: days }: Config): string[] {
  return token <= days * 86_400
    ? []
    : [`ACCESS_TOKEN_TTL_S outlives SESSION_TTL_DAYS: make it ${days * 86_400} or less, or sessions longer`];
}

function adminRules({ BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password }: Config): string[] {
  return (email === undefined) === (password === undefined)
    ? []
    : ['BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD belong together: set both or neither'];
}

function webRules({ WEB_ROOT: root }: Config): string[] {
  return root === undefined || existsSync(join(root, 'index.html'))
    ? []
    : [
        `WEB_ROOT holds no index.html: build the web client or correct the folder, not ${JSON.stringify(root)}`,
      ];
}

function secretRules(config: Config): string[] {
  const problems: string[] = [];
  if (config.JWT_SIGNING_KEYS.includes(DEVELOPMENT_KEY_ID)) {
    problems.push(
      'JWT_SIGNING_KEYS holds the development key, which everybody can make: generate one of your own',
    );
  }
  if (new Set(config.SESSION_SECRET).size < 10) {
    problems.push(
      'SESSION_SECRET is too easy to guess: take 32 random bytes, for example of openssl rand -hex 32',
    );
  }
  if (config.DATABASE_URL.includes(`:${DEVELOPMENT_DATABASE_PASSWORD}@`)) {
    problems.push(
      'DATABASE_URL has the password of development: choose one of your own, in compose POSTGRES_PASSWORD before the first start',
    );
  }
  if (config.BOOTSTRAP_ADMIN_PASSWORD === DEMO_PASSWORD) {
    problems.push('BOOTSTRAP_ADMIN_PASSWORD is the demo password: choose one of your own');
  }
  return problems;
}
