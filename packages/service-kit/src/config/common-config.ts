import Type from 'typebox';
import { Origin } from './origin.ts';

const Port = (description: string) => Type.Integer({ minimum: 0, maximum: 65535, default: 0, description });

/**
 * The variables of every service, to be spread into its own schema. A service with a fixed port overrides the default.
 * `development` is the value outside production; in production such a variable is required.
 */
export const commonConfig = {
  NODE_ENV: Type.Union([Type.Literal('development'), Type.Literal('production')], {
    default: 'development',
    description: 'production refuses development secrets and missing values',
  }),
  LOG_LEVEL: Type.Union(
    (['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const).map((level) =>
      Type.Literal(level),
    ),
    { default: 'info', description: 'Least level that is logged' },
  ),
  LISTEN_HOST: Type.String({ default: '127.0.0.1', minLength: 1, description: 'Address to listen on' }),
  LISTEN_PORT: Port('Port of the service; 0 = any free one, named in the start line'),
  OPS_PORT: Port('Port of /livez, /readyz and /metrics; 0 = any free one'),
  INSTANCE_ID: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_.-]{1,80}$',
      examples: ['gateway-1'],
      description: 'Names this process in logs, metrics and leases; default <service>-<random>',
    }),
  ),
  NATS_URL: Type.String({
    pattern: '^(nats|tls)://[^\\s]+$',
    development: 'nats://127.0.0.1:4222',
    description: 'NATS servers, comma separated',
  }),
  REDIS_URL: Type.String({
    pattern: '^rediss?://[^\\s]+$',
    development: 'redis://127.0.0.1:6379',
    description: 'Redis server',
  }),
  PUBLIC_URL: Origin({
    development: 'http://localhost:4500',
    description: "The front door's URL, always an allowed origin",
  }),
  CORS_ORIGINS: Type.Optional(
    Type.Array(Origin({}), {
      examples: ['https://school.example,https://app.school.example'],
      description: 'Exact origins that may call, comma separated; unset: any local origin in development',
    }),
  ),
};
