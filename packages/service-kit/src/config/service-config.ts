import { randomBytes } from 'node:crypto';
import Type from 'typebox';
import { CREDS_FILE_PATTERN } from './nats-creds.ts';
import { parseNatsUrl } from './nats-url.ts';
import { parsePostgresUrl, parseRedisUrl } from './server-urls.ts';

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
};

export const redisConfig = {
  REDIS_URL: createServerUrlSchema(parseRedisUrl, {
    development: 'redis://127.0.0.1:6379',
    examples: ['rediss://user:password@redis.school.example:6379'],
    description: 'Redis server, with user and password. `rediss://` allows only encrypted connections',
  }),
};

/** Returns the schema of an environment variable that holds the URL of a PostgreSQL database. */
export function createPostgresUrlSchema(options: Type.TSchemaOptions) {
  return createServerUrlSchema(parsePostgresUrl, options);
}

/**
 * Returns the schema of an environment variable that holds a URL that `read` accepts. Error messages never show the
 * URL, because it may contain a password.
 */
function createServerUrlSchema(read: (text: string) => unknown, options: Type.TSchemaOptions) {
  const findUrlProblem = (text: string): string | undefined => {
    try {
      read(text);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  return Type.Refine(
    Type.String({ ...options, confidential: true }),
    (text) => findUrlProblem(text) === undefined,
    (text) => findUrlProblem(String(text)) ?? '',
  );
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

/** URL schemes that no app shell uses. For pages with some of these schemes, browsers send `Origin: null`. */
const NON_APP_SCHEMES = new Set([
  ...['http', 'https', 'ws', 'wss', 'ftp'],
  ...['file', 'filesystem', 'data', 'blob', 'about', 'javascript'],
]);
const APP_ORIGIN_PATTERN = /^([a-z][a-z\d+.-]*):\/\/[a-z\d._-]+(:\d{1,5})?$/;

/**
 * Returns whether the text is the origin of a web page. Wildcards such as `https://*.example` are not allowed, because
 * they would match no origin that browsers send.
 */
function isWebOrigin(text: string): boolean {
  return /^https?:\/\/[^\s/?#@*]+\/?$/.test(text) && URL.canParse(text);
}

/** Returns whether the text is the origin of an app shell or browser extension, such as `capacitor://localhost`. */
function isAppOrigin(text: string): boolean {
  const scheme = APP_ORIGIN_PATTERN.exec(text)?.[1];
  return scheme !== undefined && !NON_APP_SCHEMES.has(scheme) && URL.canParse(text);
}

function createOriginSchema(
  { schemes, isOrigin }: { schemes: string; isOrigin: (text: string) => boolean },
  options: Type.TSchemaOptions,
) {
  return Type.Refine(
    Type.String(options),
    isOrigin,
    () =>
      `must be an origin: ${schemes}, then a host and optionally a port up to 65535. A path and * are not allowed`,
  );
}

/** Returns the configured `INSTANCE_ID`, or `<service>-<random>`, which differs at each start. */
export function resolveInstanceId(
  service: string,
  config: { readonly INSTANCE_ID?: string | undefined },
): string {
  return config.INSTANCE_ID ?? `${service}-${randomBytes(4).toString('hex')}`;
}
