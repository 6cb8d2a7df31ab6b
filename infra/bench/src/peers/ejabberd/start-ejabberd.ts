import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findEjabberdFolder, findFreePort, launchProcess, waitUntil } from '@kcs/private-servers';
import type { TestContext } from '@kcs/testkit';
import { queryDatabase } from '../query-database.ts';

const SCHEMA_PATH = '/usr/share/ejabberd/sql/pg.sql';
const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

/** A running ejabberd server. */
export interface EjabberdServer {
  readonly pid: number;
  /** The URL for XMPP over WebSocket. */
  readonly url: string;
}

/** Starts ejabberd with an archive in the given database, in a temporary folder. Throws if it is not installed. */
export async function startEjabberd(t: TestContext, databaseUrl: string): Promise<EjabberdServer> {
  const ejabberdFolder = findEjabberdFolder();
  if (!ejabberdFolder) throw new Error('ejabberd is not installed');
  await queryDatabase(databaseUrl, await readFile(SCHEMA_PATH, 'utf8'));
  const folder = await mkdtemp(join(tmpdir(), 'kcs-ejabberd-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const port = await findFreePort();
  const configPath = join(folder, 'ejabberd.yml');
  await writeFile(configPath, formatConfig(port, new URL(databaseUrl)));

  const url = `ws://127.0.0.1:${port}/ws`;
  const lastLines: string[] = [];
  const running = launchProcess(
    {
      name: 'ejabberd',
      command: 'erl',
      // The options that Debian's ejabberdctl passes, except the node name: without one, Erlang starts no port mapper.
      args: ['-noinput', '+K', 'true', '+P', '250000', '-mnesia', 'dir', `"${folder}/db"`, '-s', 'ejabberd'],
      env: {
        PATH: process.env.PATH ?? '',
        HOME: folder,
        ERL_LIBS: dirname(ejabberdFolder),
        EJABBERD_CONFIG_PATH: configPath,
        EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
      },
      cwd: folder,
      url,
      opsUrl: null,
      stopSignal: 'SIGTERM',
      stopWithinMs: STOP_TIMEOUT_MS,
      probe: async () => undefined,
    },
    (line) => void lastLines.push(line),
  );
  t.teardown(() => running.stop());
  const probe = async () => {
    const response = await fetch(url.replace('ws:', 'http:'), { signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
  };
  await waitUntil(probe, { name: 'ejabberd', timeoutMs: READY_TIMEOUT_MS }).catch((error: Error) => {
    throw new Error(`${error.message}\n${lastLines.slice(-15).join('\n')}`);
  });
  return { pid: running.pid, url };
}

/** Returns a configuration that has no rate limits, and archives every message of a room. */
function formatConfig(port: number, database: URL): string {
  return `hosts: ["localhost"]
loglevel: warning
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_http
    request_handlers:
      /ws: ejabberd_http_ws
auth_method: [anonymous]
anonymous_protocol: sasl_anon
allow_multiple_connections: true
sql_type: pgsql
sql_server: "${database.hostname}"
sql_port: ${database.port}
sql_database: "${database.pathname.slice(1)}"
sql_username: "${database.username}"
sql_password: "${database.password}"
modules:
  mod_muc:
    access: all
    access_create: all
    min_message_interval: 0
    default_room_options:
      mam: true
  mod_mam:
    db_type: sql
    default: always
`;
}
