import { randomBytes } from 'node:crypto';
import Type from 'typebox';
import { CREDS_FILE } from './nats-creds.ts';
import { readNatsUrl, readPostgresUrl, readRedisUrl } from './server-urls.ts';

/**
 * Groups of variables. A service spreads the groups it needs into its own schema (CONF-2). The keyword `development` is
 * the default outside production. In production, a variable with this keyword is required (CONF-3).
 */

function port(description: string) {
  return Type.Integer({ minimum: 0, maximum: 65535, default: 0, description });
}

/** The variables of every service. A service with a fixed operations port overrides the default of `OPS_PORT`. */
export const serviceConfig = {
  NODE_ENV: Type.Union([Type.Literal('development'), Type.Literal('production')], {
    default: 'development',
    description: 'production refuses development secrets and missing values',
  }),
  LOG_LEVEL: Type.Union(
    (['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const).map((level) =>
      Type.Literal(level),
    ),
    { default: 'info', description: 'Lowest level that is logged' },
  ),
  LISTEN_HOST: Type.String({ default: '127.0.0.1', minLength: 1, description: 'Address to listen on' }),
  OPS_PORT: port('Port of /livez, /readyz and /metrics; 0 for any free port'),
  INSTANCE_ID: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_.-]{1,80}$',
      examples: ['gateway-1'],
      description: 'Name of this process in logs, metrics and leases; default <service>-<random>',
    }),
  ),
};

export const natsConfig = {
  NATS_URL: serverUrl(readNatsUrl, {
    development: 'nats://127.0.0.1:4222',
    examples: ['tls://nats.school.example:4222'],
    description: 'NATS servers, comma separated; `tls://` for encrypted connections only',
  }),
  NATS_CREDS: Type.Optional(
    Type.Refine(
      Type.String({
        secret: true,
        description: 'Content of the NATS credentials file, usually given as `NATS_CREDS_FILE`',
      }),
      (text) => CREDS_FILE.test(text),
      () => 'is not the content of a NATS credentials file: it needs the JWT and the seed of a user',
    ),
  ),
};

export const redisConfig = {
  REDIS_URL: serverUrl(readRedisUrl, {
    development: 'redis://127.0.0.1:6379',
    examples: ['rediss://user:password@redis.school.example:6379'],
    description: 'Redis server, with user and password; `rediss://` for encrypted connections only',
  }),
};

/** Returns the variable schema for the URL of a PostgreSQL database. */
export function postgresUrl(options: Type.TSchemaOptions) {
  return serverUrl(readPostgresUrl, options);
}

/**
 * Returns the variable schema for a URL that `read` accepts. The URL may contain a password, so messages never show it.
 */
function serverUrl(read: (text: string) => unknown, options: Type.TSchemaOptions) {
  const problemOf = (text: string): string | undefined => {
    try {
      read(text);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  return Type.Refine(
    Type.String({ ...options, confidential: true }),
    (text) => problemOf(text) === undefined,
    (text) => problemOf(String(text)) ?? '',
  );
}

/**
 * The variables of a service that browsers call (ADDR-4). A service with a fixed port overrides the default of
 * `LISTEN_PORT`.
 */
export const publicHttpConfig = {
  LISTEN_PORT: port('Port of the service; 0 for any free port, shown in the start line'),
  PUBLIC_URL: originSchema(
    { schemes: 'http:// or https://', isOrigin: isWebOrigin },
    {
      development: 'http://localhost:4500',
      description: 'URL of the front door, always an allowed origin',
    },
  ),
  CORS_ORIGINS: Type.Optional(
    Type.Array(
      originSchema(
        {
          schemes: 'http://, https:// or the scheme of an app shell',
          isOrigin: (text) => isWebOrigin(text) || isAppOrigin(text),
        },
        {},
      ),
      {
        examples: ['https://school.example,capacitor://localhost'],
        description:
          'Exact origins that may call, comma separated, with those of app shells such as capacitor://localhost; default in development: any local origin',
      },
    ),
  ),
};

/** Schemes that no app shell owns. Pages of most of them send `Origin: null`. */
const SCHEMES_OF_NO_APP = new Set([
  ...['http', 'https', 'ws', 'wss', 'ftp'],
  ...['file', 'filesystem', 'data', 'blob', 'about', 'javascript'],
]);
const APP_ORIGIN = /^([a-z][a-z\d+.-]*):\/\/[a-z\d._-]+(:\d{1,5})?$/;

/** Whether the text is an origin of a web page. Browsers never send a pattern, so `https://*.example` would match nothing. */
function isWebOrigin(text: string): boolean {
  return /^https?:\/\/[^\s/?#@*]+\/?$/.test(text) && URL.canParse(text);
}

/** Whether the text is an origin of an app shell or a browser extension, such as `capacitor://localhost`. */
function isAppOrigin(text: string): boolean {
  const scheme = APP_ORIGIN.exec(text)?.[1];
  return scheme !== undefined && !SCHEMES_OF_NO_APP.has(scheme) && URL.canParse(text);
}

function originSchema(
  { schemes, isOrigin }: { schemes: string; isOrigin: (text: string) => boolean },
  options: Type.TSchemaOptions,
) {
  return Type.Refine(
    Type.String(options),
    isOrigin,
    () => `must be ${schemes}, a host and optionally a port up to 65535, without a path or *`,
  );
}

/** Returns the configured `INSTANCE_ID`, or `<service>-<random>`, which is different at each start. */
export function instanceIdOf(service: string, config: { readonly INSTANCE_ID?: string | undefined }): string {
  return config.INSTANCE_ID ?? `${service}-${randomBytes(4).toString('hex')}`;
}
