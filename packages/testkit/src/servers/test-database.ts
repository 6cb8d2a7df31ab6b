import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);
const MIGRATE_WITHIN_MS = 60_000;
const STATEMENT_WITHIN_MS = 60_000;
/** Any number that nothing else locks: "KCS". */
const TEMPLATE_LOCK = 4_932_435;

const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    query_timeout: STATEMENT_WITHIN_MS,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
};

const inDatabase = (cluster: string, name: string): string => {
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return url.href;
};

/** Changes with any migration or the program that applies them, so that a stale template is never taken. */
const templateName = async (migrate: string): Promise<string> => {
  const hash = createHash('sha256').update(await readFile(migrate));
  const folder = join(dirname(migrate), 'sql');
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  for (const file of files.filter((name) => name.endsWith('.sql')).sort()) {
    hash.update(file).update(await readFile(join(folder, file)));
  }
  return `kcs_template_${hash.digest('hex').slice(0, 16)}`;
};

/** The migrated template, made by the first who comes; the others wait. */
const ensureTemplate = (cluster: string, migrate: string): Promise<string> =>
  withClient(inDatabase(cluster, 'postgres'), async (client) => {
    const name = await templateName(migrate);
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount) return name;
    const unfinished = `${name}_unfinished`;
    await client.query(`drop database if exists ${unfinished} with (force)`);
    await client.query(`create database ${unfinished}`);
    const env = { PATH: process.env.PATH ?? '', DATABASE_URL: inDatabase(cluster, unfinished) };
    await run(process.execPath, [migrate], { env, timeout: MIGRATE_WITHIN_MS });
    await client.query(`alter database ${unfinished} rename to ${name}`);
    return name;
  });

/** A migrated database of one's own. */
export interface TestDatabase {
  readonly url: string;
  /** One statement, on a connection of its own. */
  query(sql: string, values?: unknown[]): Promise<pg.QueryResult>;
  drop(): Promise<void>;
}

/** A copy of the migrated template in the cluster of this URL, in some tens of milliseconds. */
export const createTestDatabase = async (cluster: string, migrate: string): Promise<TestDatabase> => {
  const template = await ensureTemplate(cluster, migrate);
  const name = `kcs_test_${randomBytes(6).toString('hex')}`;
  const admin = inDatabase(cluster, 'postgres');
  await withClient(admin, (client) => client.query(`create database ${name} template ${template}`));
  const url = inDatabase(cluster, name);
  return {
    url,
    query: (sql, values) => withClient(url, (client) => client.query(sql, values)),
    drop: async () => {
      await withClient(admin, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
};
