import { join } from 'node:path';
import pg, { type ClientBase } from 'pg';
import { IN_UTC } from '../in-utc.ts';
import { readSqlFiles, SQL_FOLDER } from '../sql-files.ts';
import { adoptEarlierDatabase } from './adopt-earlier-database.ts';
import { applyFunctions } from './apply-functions.ts';
import { takeMigrationLock } from './migration-lock.ts';
import { MIGRATIONS_TABLE, runMigrations } from './run-migrations.ts';

interface MigrationOptions {
  readonly sqlFolder?: string;
  /** How long to wait while another process is migrating. */
  readonly lockWaitMs?: number;
}

/** The changes that a run of `applyMigrations` made. If the database was up to date, all lists are empty. */
export interface MigrationResult {
  /** Whether the run adopted a database that earlier versions migrated. */
  readonly adopted: boolean;
  /** The names of the migrations that the run applied. */
  readonly migrations: readonly string[];
  /** The names of the SQL functions that the run created or replaced. */
  readonly functions: readonly string[];
}

const LOCK_WAIT_MS = 600_000;

/**
 * Brings the database to the schema of this version.
 *
 * Concurrency: several processes may run it at the same time. One process migrates. The others wait, and then find the
 * database up to date.
 *
 * Failure: each migration runs in its own transaction, and one further transaction replaces all SQL functions. A run
 * that fails or is killed leaves no partial change, and the next run continues from there.
 *
 * Order: adoption, then migrations, then functions. A version older than the database changes nothing.
 *
 * Needs a direct connection, because a pooler could move the lock to another session. Uses UTC regardless of the time
 * zone of the server.
 */
export async function applyMigrations(url: string, options: MigrationOptions = {}): Promise<MigrationResult> {
  const { sqlFolder = SQL_FOLDER, lockWaitMs = LOCK_WAIT_MS } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    options: IN_UTC,
    application_name: 'migrate',
  });
  try {
    const client = await pool.connect();
    // Ignore connection errors, because the next query fails with the same error.
    client.on('error', () => {});
    try {
      await takeMigrationLock(client, lockWaitMs);
      const adopted = await adoptEarlierDatabase(client, sqlFolder);
      const migrations = await runMigrations(client, sqlFolder);
      return { adopted, migrations, functions: await applyCurrentFunctions(client, sqlFolder) };
    } finally {
      // Closing the connection releases the migration lock, even after a failed query.
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

/**
 * Leaves all functions unchanged if a newer version has migrated the database, because older functions may not match
 * its tables.
 */
async function applyCurrentFunctions(client: ClientBase, sqlFolder: string): Promise<string[]> {
  const knownMigrations = (await readSqlFiles(join(sqlFolder, 'migrations'))).map(({ name }) => name);
  const { rowCount } = await client.query(`SELECT FROM ${MIGRATIONS_TABLE} WHERE name <> ALL ($1)`, [
    knownMigrations,
  ]);
  return rowCount === 0 ? applyFunctions(client, await readSqlFiles(join(sqlFolder, 'functions'))) : [];
}
