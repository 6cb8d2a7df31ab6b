import Type from 'typebox';
import { createCertificatesSchema } from './certificate-schema.ts';
import { CREDS_FILE_PATTERN } from './nats-creds.ts';
import { parseNatsUrl } from './nats-url.ts';
import { createOriginSchema, isAppOrigin, isWebOrigin } from './origin-schema.ts';
import { createServerUrlSchema } from './server-url-schema.ts';
import { parseClusterAddresses, parsePostgresUrl, parseRedisUrl, parseSentinelUrls } from './server-urls.ts';

/**
 * Groups of configuration variables. A service spreads the groups that it needs into its own schema (CONF-2). The
 * keyword `development` sets a default outside production and makes the variable required in production (CONF-3).
 */

function createPortSchema(description: string) {
  return Type.Integer({ minimum: 0, maximum: 65535, default: 0, description });
}

/** The variables that every service has. A service with a fixed operations port overrides the default of `OPS_PORT`. */
export const serviceConfig = {
  NODE_ENV: Type.Union([Type.Literal('development'), Type.Literal('production')], {
    default: 'development',
    description: 'In production, a service refuses to start with development secrets or missing values',
  }),
  LOG_LEVEL: Type.Union(
    (['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const).map((level) =>
      Type.Literal(level),
    ),
    { default: 'info', description: 'Lowest level that is logged' },
  ),
  LISTEN_HOST: Type.String({ default: '127.0.0.1', minLength: 1, description: 'Address to listen on' }),
  OPS_PORT: createPortSchema('Port of /livez, /readyz and /metrics; 0 for any free port'),
  INSTANCE_ID: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_.-]{1,80}$',
      examples: ['gateway-1'],
      description: 'Name of this process in logs, metrics and leases; default <service>-<random>',
    }),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s/@?#]+(/[^\\s?#]*)?$',
      maxLength: 2_048,
      examples: ['http://collector.school.example:4318'],
      description:
        'URL of an OpenTelemetry collector, which receives traces over OTLP/HTTP; default: no traces',
    }),
  ),
  OTEL_TRACES_SAMPLER_ARG: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 1,
    description: 'Fraction of traces that are recorded. Set it alike for all services',
  }),
};

export const natsConfig = {
  NATS_URL: createServerUrlSchema(parseNatsUrl, {
    development: 'nats://127.0.0.1:4222',
    examples: ['tls://nats.school.example:4222'],
    description: 'NATS servers, comma separated. `tls://` allows only encrypted connections',
  }),
  NATS_CREDS: Type.Optional(
    Type.Refine(
      Type.String({
        secret: true,
        description: 'Content of the NATS credentials file, usually given as `NATS_CREDS_FILE`',
      }),
      (text) => CREDS_FILE_PATTERN.test(text),
      () => 'must be the content of a NATS credentials file: the JWT and the seed of a user',
    ),
  ),
  NATS_CA: createCertificatesSchema(
    'Certificates of the authorities that may issue the certificates of NATS, usually given as `NATS_CA_FILE`. Default: the authorities that Node.js trusts',
  ),
};

export const redisConfig = {
  REDIS_URL: createServerUrlSchema(parseRedisUrl, {
    development: 'redis://127.0.0.1:6379',
    examples: ['rediss://user:password@redis.school.example:6379'],
    description:
      'Redis server, with user and password. `rediss://` allows only encrypted connections. With `REDIS_SENTINELS`, the host is the name of the master. With `REDIS_CLUSTER`, it is one node of the cluster',
  }),
  REDIS_SENTINELS: Type.Optional(
    createServerUrlSchema(parseSentinelUrls, {
      examples: ['redis://sentinel-1:26379,sentinel-2:26379,sentinel-3:26379'],
      description:
        'Sentinels that know the address of the Redis master, comma separated. Default: `REDIS_URL` contains its address',
    }),
  ),
  REDIS_CLUSTER: Type.Optional(
    createServerUrlSchema(parseClusterAddresses, {
      examples: ['redis-2:6379,redis-3:6379'],
      description:
        'Other nodes of the Redis Cluster that contains the server in `REDIS_URL`: `host:port`, comma separated. Default: Redis is not a cluster',
    }),
  ),
  REDIS_CA: createCertificatesSchema(
    'Certificates of the authorities that may issue the certificate of Redis, usually given as `REDIS_CA_FILE`. Default: the authorities that Node.js trusts',
  ),
};

/** Returns the schema of an environment variable that holds the URL of a PostgreSQL database. */
export function createPostgresUrlSchema(options: Type.TSchemaOptions) {
  return createServerUrlSchema(parsePostgresUrl, options);
}

/**
 * The variables of a service that browsers call (ADDR-4). A service with a fixed port overrides the default of
 * `LISTEN_PORT`.
 */
export const publicHttpConfig = {
  LISTEN_PORT: createPortSchema('Port of the service; 0 for any free port, shown in the start line'),
  PUBLIC_URL: createOriginSchema(
    { schemes: 'http:// or https://', isOrigin: isWebOrigin },
    {
      development: 'http://localhost:4500',
      description: 'URL of the front door, always an allowed origin',
    },
  ),
  CORS_ORIGINS: Type.Optional(
    Type.Array(
      createOriginSchema(
        {
          schemes: 'http://, https://, or the scheme of a native app, such as capacitor://',
          isOrigin: (text) => isWebOrigin(text) || isAppOrigin(text),
        },
        {},
      ),
      {
        examples: ['https://school.example,capacitor://localhost'],
        description:
          'Exact origins whose pages may call the service, comma separated, including those of app shells such as capacitor://localhost. Default in development: any local origin',
      },
    ),
  ),
};
