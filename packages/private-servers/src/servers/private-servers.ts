import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../ports/free-port.ts';
import type { ProcessSpec } from '../process/process-spec.ts';
import { createHaproxySpec, type HaproxySettings } from './haproxy.ts';
import { createNatsSpec, type NatsSettings } from './nats.ts';
import { createNginxSpec, getNginxAccessLogPath, type NginxSettings } from './nginx.ts';
import { createPgbouncerSpec, type PgbouncerSettings } from './pgbouncer.ts';
import { createPostgresSpec, type PostgresSettings } from './postgres.ts';
import { createReachableFolder, findPostgresUser } from './postgres-user.ts';
import { createRedisSpec, type RedisSettings } from './redis.ts';
import type { ReplicasBehindHaproxy } from './render-haproxy.ts';
import { createSentinelSpec, type SentinelSettings } from './sentinel.ts';
import type { ServerSettings } from './server-settings.ts';
import { type PrivateServer, type StartOptions, startServer } from './start-server.ts';

/**
 * The optional settings of a private server. By default, the server gets a free port and a temporary folder that `stop`
 * deletes, and favors speed over durability.
 */
export type PrivateServerOptions<Settings = ServerSettings> = Partial<Settings> &
  Pick<StartOptions, 'signal' | 'onLine'>;

export function startPostgres(options: PrivateServerOptions<PostgresSettings> = {}): Promise<PrivateServer> {
  return startWithRetries(options, (settings) =>
    createPostgresSpec({
      ...options,
      ...settings,
      dir: createReachableFolder(settings.dir, findPostgresUser()),
    }),
  );
}

/** Starts PgBouncer in transaction mode in front of a PostgreSQL server. */
export function startPgbouncer(
  options: PrivateServerOptions<PgbouncerSettings> & Pick<PgbouncerSettings, 'postgresUrl' | 'poolSize'>,
): Promise<PrivateServer> {
  return startWithRetries(options, (settings) =>
    createPgbouncerSpec({
      ...options,
      ...settings,
      dir: createReachableFolder(settings.dir, findPostgresUser()),
    }),
  );
}

export function startRedis(options: PrivateServerOptions<RedisSettings> = {}): Promise<PrivateServer> {
  return startWithRetries(options, async (settings) => createRedisSpec({ ...options, ...settings }));
}

/** Starts a Redis Sentinel, which appoints another master when the current one does not answer. */
export function startSentinel(
  options: PrivateServerOptions<SentinelSettings> & Omit<SentinelSettings, keyof ServerSettings>,
): Promise<PrivateServer> {
  return startWithRetries(options, async (settings) => createSentinelSpec({ ...options, ...settings }));
}

export function startNats(options: PrivateServerOptions<NatsSettings> = {}): Promise<PrivateServer> {
  return startWithRetries(options, async (settings) => createNatsSpec({ ...options, ...settings }));
}

/** Starts nginx in front of replicas, with the recipe in `infra/nginx`. */
export async function startNginx(
  options: PrivateServerOptions<NginxSettings> & Pick<NginxSettings, 'chatApis' | 'gateways'>,
): Promise<PrivateServer & { readonly accessLogPath: string }> {
  let accessLogPath = '';
  const server = await startWithRetries(options, async (settings) => {
    accessLogPath = getNginxAccessLogPath(settings.dir);
    return createNginxSpec({ ...options, ...settings });
  });
  return { ...server, accessLogPath };
}

export type HaproxyOptions = PrivateServerOptions<HaproxySettings> & ReplicasBehindHaproxy;

export interface PrivateBalancer extends PrivateServer {
  /** The URL of the second public port, which serves only Socket.IO (ADDR-2). */
  readonly socketsUrl: string;
  readonly opsUrl: string;
}

export async function startHaproxy(options: HaproxyOptions): Promise<PrivateBalancer> {
  const [socketsPort, opsPort, peersPort] = [
    options.socketsPort ?? (await findFreePort()),
    options.opsPort ?? (await findFreePort()),
    options.peersPort ?? (await findFreePort()),
  ];
  const haproxyServer = await startWithRetries(options, async (settings) =>
    createHaproxySpec({ ...options, ...settings, socketsPort, opsPort, peersPort }),
  );
  return {
    ...haproxyServer,
    socketsUrl: `http://127.0.0.1:${socketsPort}`,
    opsUrl: `http://127.0.0.1:${opsPort}`,
  };
}

/**
 * The maximum number of start attempts. Each attempt uses another port, because another process may take a chosen port
 * before the server does.
 */
const MAX_START_ATTEMPTS = 3;

async function startWithRetries(
  options: PrivateServerOptions,
  specify: (settings: ServerSettings) => Promise<ProcessSpec>,
): Promise<PrivateServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options, specify);
    } catch (error) {
      const isPortTaken = /address already in use/i.test(String(error));
      if (!isPortTaken || options.port !== undefined || attempt === MAX_START_ATTEMPTS) throw error;
    }
  }
}

async function startOnce(
  options: PrivateServerOptions,
  specify: (settings: ServerSettings) => Promise<ProcessSpec>,
): Promise<PrivateServer> {
  const serverFolder = options.dir ?? (await mkdtemp(join(await realpath(tmpdir()), 'kcs-')));
  const temporaryFolders = options.dir ? [] : [serverFolder];
  const removeTemporaryFolders = async () => {
    for (const folder of temporaryFolders) await rm(folder, { recursive: true, force: true });
  };
  try {
    const port = options.port ?? (await findFreePort());
    const processSpec = await specify({ dir: serverFolder, port, durable: options.durable ?? false });
    // PostgreSQL uses another folder if its system user cannot access this one.
    if (!options.dir && processSpec.cwd) temporaryFolders.push(processSpec.cwd);
    return await startServer(processSpec, {
      signal: options.signal,
      onLine: options.onLine,
      cleanUp: removeTemporaryFolders,
    });
  } catch (error) {
    await removeTemporaryFolders();
    throw error;
  }
}
