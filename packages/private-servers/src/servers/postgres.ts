import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { ProcessSpec } from '../process/process-spec.ts';
import { serverEnvironment } from '../process/server-environment.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { initializeCluster, readPassword } from './postgres-cluster.ts';
import { postgresUser } from './postgres-user.ts';
import type { ServerSettings } from './server-settings.ts';

export interface PostgresSettings extends ServerSettings {
  /** `max_connections`. Default: 100. */
  maxConnections?: number | undefined;
}

const DATABASE = 'kcs';
/**
 * Settings for tests, whose data need not survive a crash of the machine. They make starts and commits several times
 * faster.
 */
const UNSAFE_AND_FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=256MB'];

/**
 * Returns the spec of a PostgreSQL server that listens on loopback only. The URL contains its password. The server
 * has no Unix socket, because the length of a socket's path is limited. If the current process runs as root, the
 * server runs as the user `postgres`, because PostgreSQL refuses to run as root.
 */
export async function createPostgresSpec(settings: PostgresSettings): Promise<ProcessSpec> {
  const { dir, port, durable } = settings;
  const data = join(dir, 'data');
  const user = postgresUser();
  const password = await readPassword(dir, user);
  const url = `postgresql://kcs:${password}@127.0.0.1:${port}/${DATABASE}`;
  const parameters = [
    ...[`listen_addresses=127.0.0.1`, `port=${port}`, 'unix_socket_directories='],
    ...[
      `max_connections=${settings.maxConnections ?? 100}`,
      'logging_collector=off',
      'log_destination=stderr',
    ],
    ...(durable ? [] : UNSAFE_AND_FAST),
  ];
  const binaries = postgresBinaries(versionOf(data));
  return {
    name: 'postgres',
    command: join(binaries, 'postgres'),
    args: ['-D', data, ...parameters.flatMap((parameter) => ['-c', parameter])],
    env: serverEnvironment(),
    cwd: dir,
    user,
    url,
    opsUrl: null,
    // SIGINT means a fast shutdown: PostgreSQL ends all sessions and writes a checkpoint.
    stopSignal: 'SIGINT',
    stopWithinMs: 6_000,
    prepare: (signal) => initializeCluster({ dir, data, binaries, user, durable, signal }),
    probe: () => probeDatabase(url),
  };
}

function versionOf(data: string): string | undefined {
  try {
    return readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Runs a query in the database `kcs`. Creates the database if it is missing. */
async function probeDatabase(url: string): Promise<void> {
  try {
    await run(url, 'select 1');
  } catch (error) {
    if ((error as { code?: string }).code !== '3D000') throw error;
    const maintenance = new URL(url);
    maintenance.pathname = '/postgres';
    await run(maintenance.href, `create database ${DATABASE}`);
  }
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    query_timeout: 5_000,
  });
  client.on('error', () => {
    // If the server is stopping, the query fails, and the caller gets that error.
  });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}
