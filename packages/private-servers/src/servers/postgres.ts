import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { ProcessSpec } from '../process/process-spec.ts';
import { createServerEnvironment } from '../process/server-environment.ts';
import { findPostgresBinaryFolder } from './postgres-binaries.ts';
import { ensureClusterPassword, ensurePostgresCluster } from './postgres-cluster.ts';
import { ensureStandbyData } from './postgres-standby.ts';
import { findPostgresUser } from './postgres-user.ts';
import type { ServerSettings } from './server-settings.ts';

export interface PostgresSettings extends ServerSettings {
  /** The value of PostgreSQL's `max_connections`. Default: 100. */
  maxConnections?: number | undefined;
  /** The URL of the primary server that this server follows as a standby. Default: this server is a primary server. */
  standbyOf?: string | undefined;
}

const DATABASE_NAME = 'kcs';
/**
 * Keeps used WAL files for later. Filling a new file with zeros stalls all commits for 30 to 110 ms, and otherwise
 * happens whenever the load rises after a quiet time.
 */
const DURABLE_SETTINGS = ['min_wal_size=512MB'];
/**
 * Settings that make starts and commits several times faster, but lose data if the machine crashes. Test data need not
 * survive a crash.
 */
const FAST_UNSAFE_SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_wal_size=256MB',
];

/**
 * Returns the process spec of a PostgreSQL server that listens on loopback only. The spec's URL contains the server's
 * password. The server has no Unix socket, because the length of a socket's path is limited. If the current process
 * runs as root, the server runs as the user `postgres`, because PostgreSQL refuses to run as root.
 */
export async function createPostgresSpec(settings: PostgresSettings): Promise<ProcessSpec> {
  const { dir, port, durable } = settings;
  const dataFolder = join(dir, 'data');
  const unixUser = findPostgresUser();
  const databasePassword = settings.standbyOf
    ? new URL(settings.standbyOf).password
    : await ensureClusterPassword(dir, unixUser);
  const databaseUrl = `postgresql://kcs:${databasePassword}@127.0.0.1:${port}/${DATABASE_NAME}`;
  const serverParameters = [
    ...[`listen_addresses=127.0.0.1`, `port=${port}`, 'unix_socket_directories='],
    ...[
      `max_connections=${settings.maxConnections ?? 100}`,
      'logging_collector=off',
      'log_destination=stderr',
      // Our statements are short. Each new connection would spend more CPU time on compiling them than it saves.
      'jit=off',
    ],
    ...(durable ? DURABLE_SETTINGS : FAST_UNSAFE_SETTINGS),
  ];
  const binaryFolder = findPostgresBinaryFolder(readDataMajorVersion(dataFolder));
  return {
    name: 'postgres',
    command: join(binaryFolder, 'postgres'),
    args: ['-D', dataFolder, ...serverParameters.flatMap((parameter) => ['-c', parameter])],
    env: createServerEnvironment(),
    cwd: dir,
    user: unixUser,
    url: databaseUrl,
    opsUrl: null,
    // SIGINT means a fast shutdown: PostgreSQL ends all sessions and writes a checkpoint.
    stopSignal: 'SIGINT',
    stopWithinMs: 6_000,
    prepare: (signal) => {
      const place = { dir, data: dataFolder, binaries: binaryFolder, user: unixUser, signal };
      return settings.standbyOf
        ? ensureStandbyData({ ...place, primaryUrl: settings.standbyOf })
        : ensurePostgresCluster({ ...place, durable });
    },
    probe: () => probeOrCreateDatabase(databaseUrl),
  };
}

function readDataMajorVersion(data: string): string | undefined {
  try {
    return readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Runs a query in the database `kcs`. Creates the database if it is missing. */
async function probeOrCreateDatabase(url: string): Promise<void> {
  try {
    await runQuery(url, 'select 1');
  } catch (error) {
    if ((error as { code?: string }).code !== '3D000') throw error;
    const maintenanceUrl = new URL(url);
    maintenanceUrl.pathname = '/postgres';
    await runQuery(maintenanceUrl.href, `create database ${DATABASE_NAME}`);
  }
}

/** Runs one SQL statement on a connection of its own. */
export async function runQuery(url: string, sql: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    query_timeout: 5_000,
  });
  client.on('error', () => {
    // Ignore the `error` event. If the server is stopping, the query below fails, and the caller gets the error of the
    // query.
  });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}
