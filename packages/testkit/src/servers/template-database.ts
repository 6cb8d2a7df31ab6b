import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const execFileAsync = promisify(execFile);
const MIGRATE_TIMEOUT_MS = 60_000;
const STATEMENT_TIMEOUT_MS = 60_000;
/** The key of the advisory lock that protects the creation of the template database. Nothing else uses this key. */
const TEMPLATE_LOCK_KEY = 4_932_435;

/** The name of each template that this process uses, by the URL of its cluster and the migrate program. */
const usedTemplates = new Map<string, Promise<string>>();

/**
 * Creates the migrated template database if it does not exist, and returns its name. Concurrent callers wait until the
 * first caller has created the database.
 */
export function ensureTemplateDatabase(cluster: string, migrate: string): Promise<string> {
  const key = `${cluster} ${migrate}`;
  const templatePromise = usedTemplates.get(key) ?? findOrCreateTemplate(cluster, migrate);
  usedTemplates.set(key, templatePromise);
  templatePromise.catch(() => usedTemplates.delete(key));
  return templatePromise;
}

function findOrCreateTemplate(cluster: string, migrate: string): Promise<string> {
  return runWithPostgresClient(buildDatabaseUrl(cluster, 'postgres'), async (client) => {
    const templateName = await computeTemplateName(migrate);
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK_KEY]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [templateName]);
    if (rowCount) return templateName;
    const unfinishedTemplateName = `${templateName}_unfinished`;
    await client.query(`drop database if exists ${unfinishedTemplateName} with (force)`);
    await client.query(`create database ${unfinishedTemplateName}`);
    const ownerUrl = buildDatabaseUrl(cluster, unfinishedTemplateName);
    const migrateEnv = {
      PATH: process.env.PATH ?? '',
      DATABASE_URL: buildServiceUrl(ownerUrl),
      MIGRATION_DATABASE_URL: ownerUrl,
    };
    await execFileAsync(process.execPath, [migrate], { env: migrateEnv, timeout: MIGRATE_TIMEOUT_MS });
    await client.query(`alter database ${unfinishedTemplateName} rename to ${templateName}`);
    return templateName;
  });
}

/**
 * Returns the name of the template database. The name contains a hash of the migrate program and its SQL files, so that
 * a template of an earlier version is never used.
 */
async function computeTemplateName(migrate: string): Promise<string> {
  const templateHash = createHash('sha256').update(await readFile(migrate));
  for (const file of await listSqlFiles(join(dirname(migrate), '..')))
    templateHash.update(file).update(await readFile(file));
  return `kcs_template_${templateHash.digest('hex').slice(0, 16)}`;
}

/** Returns all SQL files of the service, in every folder of migrations and functions. */
async function listSqlFiles(service: string): Promise<string[]> {
  const folderEntries = await readdir(service, { withFileTypes: true });
  const serviceFolders = folderEntries.filter(
    (entry) => entry.isDirectory() && entry.name !== 'node_modules',
  );
  const filePathsPerFolder = await Promise.all(
    serviceFolders.map(async ({ name }) =>
      (await readdir(join(service, name), { recursive: true })).map((file) => join(service, name, file)),
    ),
  );
  return filePathsPerFolder
    .flat()
    .filter((file) => file.endsWith('.sql'))
    .sort();
}

/** Returns the URL of a database on the cluster. */
export function buildDatabaseUrl(cluster: string, name: string): string {
  const rebuiltUrl = new URL(cluster);
  rebuiltUrl.pathname = `/${name}`;
  return rebuiltUrl.href;
}

/** Returns the URL with which chat-api connects to a database. The user of chat-api owns no tables. */
export function buildServiceUrl(ownerUrl: string): string {
  const serviceUrl = new URL(ownerUrl);
  serviceUrl.username = 'kcs_chat_api';
  serviceUrl.password = 'password-of-tests';
  return serviceUrl.href;
}

/** Runs `work` with a connection to PostgreSQL, which is closed afterward. */
export async function runWithPostgresClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const postgresClient = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    query_timeout: STATEMENT_TIMEOUT_MS,
  });
  postgresClient.on('error', () => undefined);
  await postgresClient.connect();
  try {
    return await work(postgresClient);
  } finally {
    await postgresClient.end().catch(() => undefined);
  }
}
