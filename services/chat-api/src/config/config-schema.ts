import {
  createPostgresUrlSchema,
  natsConfig,
  publicHttpConfig,
  redisConfig,
  serviceConfig,
} from '@kcs/service-kit';
import Type, { type Static } from 'typebox';
import { createPositiveIntegerSchema } from './integer-schema.ts';
import { loginConfig } from './login-config.ts';
import { meetingConfig } from './meeting-config.ts';
import { producerConfig } from './producer-config.ts';
import { tokenConfig } from './token-config.ts';

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
    description:
      'URL of the PostgreSQL database. With several hosts (`one:5432,two:5432`), chat-api uses the one that accepts writes.',
  }),
  DATABASE_POOL_SIZE: createPositiveIntegerSchema(
    16,
    'Maximum number of PostgreSQL connections per process',
    500,
  ),
  DATABASE_PREPARED_STATEMENTS: Type.Boolean({
    default: true,
    description:
      'Whether statements are prepared once per connection. Set it to false behind a pooler in transaction mode that does not support prepared statements.',
  }),
  ...tokenConfig,
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
  MESSAGES_KEPT_DAYS: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 36_500,
      examples: [365],
      description:
        'Number of days after which messages are deleted; at least EVENTS_KEPT_DAYS plus 7. Default: messages are kept',
    }),
  ),
  ERASED_USERS_FILE: Type.Optional(
    Type.String({
      examples: ['/var/backups/kcs/erased-users.txt'],
      description:
        'File beside the backups to which the ids of erased users are appended. A restore erases these users again.',
    }),
  ),
  NATS_STREAM_REPLICAS: createPositiveIntegerSchema(
    1,
    "Number of copies of each room event and each producer's document in a NATS cluster",
    5,
  ),
  ...producerConfig,
  ...meetingConfig,
  ...loginConfig,
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
