import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinaryPath } from '../process/find-binary.ts';
import type { ProcessSpec } from '../process/process-spec.ts';
import { createServerEnvironment } from '../process/server-environment.ts';
import { runQuery } from './postgres.ts';
import { findPostgresUser } from './postgres-user.ts';
import { requireProgram } from './required.ts';
import type { ServerSettings } from './server-settings.ts';

export interface PgbouncerSettings extends ServerSettings {
  /** The URL of the PostgreSQL server behind the pooler. */
  postgresUrl: string;
  /** The number of connections from the pooler to PostgreSQL. */
  poolSize: number;
}

/**
 * Returns the process spec of PgBouncer in transaction mode: each transaction of a client may run on another connection
 * to PostgreSQL. The pooler ignores the settings that clients request for their connection, because it could not keep
 * them, and sets the same values on its own connections.
 */
export async function createPgbouncerSpec(settings: PgbouncerSettings): Promise<ProcessSpec> {
  const { dir, port, poolSize } = settings;
  const { hostname, port: postgresPort, username, password, pathname } = new URL(settings.postgresUrl);
  const unixUser = findPostgresUser();
  const url = `postgresql://${username}:${password}@127.0.0.1:${port}${pathname}`;
  const configText = `
[databases]
* = host=${hostname} port=${postgresPort} connect_query='SET TimeZone=''UTC''; SET statement_timeout=10000'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(dir, 'users.txt')}
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 500
ignore_startup_parameters = options,statement_timeout,idle_in_transaction_session_timeout
`;
  return {
    name: 'pgbouncer',
    command: requireProgram('PgBouncer', findPgbouncerPath()),
    args: [join(dir, 'pgbouncer.ini')],
    env: createServerEnvironment(),
    cwd: dir,
    user: unixUser,
    url,
    opsUrl: null,
    stopSignal: 'SIGTERM',
    stopWithinMs: 3_000,
    prepare: async () => {
      for (const [name, text] of [
        ['pgbouncer.ini', configText],
        ['users.txt', `"${username}" "${password}"\n`],
      ] as const) {
        await writeFile(join(dir, name), text, { mode: 0o600 });
        if (unixUser) await chown(join(dir, name), unixUser.uid, unixUser.gid);
      }
    },
    probe: () => runQuery(url, 'select 1'),
  };
}

/** Returns the path of PgBouncer. Returns undefined if it is not installed. Nothing installs it. */
export const findPgbouncerPath = (): string | undefined => findBinaryPath('pgbouncer');
