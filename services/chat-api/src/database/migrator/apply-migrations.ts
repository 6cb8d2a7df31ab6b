import { join } from 'node:path';
import pg, { type ClientBase } from 'pg';
import { UTC_SESSION_OPTION } from '../in-utc.ts';
import { PrimaryServer } from '../primary-server.ts';
import { readSqlFiles, SQL_FOLDER } from '../sql-files.ts';
import { adoptEarlierDatabase } from './adopt-earlier-database.ts';
import { applySqlFunctions } from './apply-functions.ts';
import { ensureServicePassword } from './ensure-service-password.ts';
import { grantServiceRole, type ServiceRole } from './grant-service-role.ts';
import { takeMigrationLock } from './migration-lock.ts';
import { MIGRATIONS_TABLE, runMigrations } from './run-migrations.ts';

interface MigrationOptions {
  readonly sqlFolder?: string;
  /** How long to wait while another process migrates the database, in milliseconds. */
  readonly lockWaitMs?: number;
  /** The role that chat-api uses to connect, unless it connects as the owner of the tables. */
  readonly serviceRole?: ServiceRole | undefined;
}

/**
 * The changes that one migration run made. If the database was up to date, `adopted` is false and both lists are empty.
 */
export interface MigrationResult {
  /** Whether the run adopted a database that an earlier version had created. */
  readonly adopted: boolean;
  readonly migrations: readonly string[];
  /** The names of the SQL functions that were created or replaced. */
  readonly functions: readonly string[];
}

const DEFAULT_LOCK_WAIT_MS = 600_000;

/**
 * Migrates the database to the schema of this version.
 *
 * Concurrency: several processes may run this function at the same time. One of them migrates while the others wait.
 *
 * Failure: each migration runs in its own transaction, and one further transaction creates or replaces the SQL
 * functions. If a run fails or is killed, its finished transactions remain committed, the unfinished one is rolled
 * back, and the next run does the rest.
 *
 * Order: first adopts a database that an earlier version created, then applies migrations, then functions, and then the
 * permissions of the service role. If a newer version has already migrated the database, changes only permissions.
 *
 * Connection: the URL must lead directly to PostgreSQL, because the migration lock belongs to one PostgreSQL session,
 * and a pooler could run later statements in another one. The session always uses UTC.
 */
export async function applyMigrations(url: string, options: MigrationOptions = {}): Promise<MigrationResult> {
  const { sqlFolder = SQL_FOLDER, lockWaitMs = DEFAULT_LOCK_WAIT_MS, serviceRole } = options;
  const primaryServer = new PrimaryServer(url);
  await primaryServer.find();
  const pool = new pg.Pool({
    connectionString: primaryServer.url,
    max: 1,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    options: UTC_SESSION_OPTION,
    application_name: 'migrate',
  });
  try {
    const client = await pool.connect();
    // Ignore connection errors here, because the next query on the connection fails and reports the problem.
    client.on('error', () => {});
    try {
      await takeMigrationLock(client, lockWaitMs);
      const wasDatabaseAdopted = await adoptEarlierDatabase(client, sqlFolder);
      const appliedMigrationNames = await runMigrations(client, sqlFolder);
      const appliedFunctionNames = await applyFunctionsUnlessSchemaIsNewer(client, sqlFolder);
      if (serviceRole) {
        await grantServiceRole(client, serviceRole);
        await ensureServicePassword(client, serviceRole, primaryServer.url);
      }
      return {
        adopted: wasDatabaseAdopted,
        migrations: appliedMigrationNames,
        functions: appliedFunctionNames,
      };
    } finally {
      // Close the connection, which releases the migration lock even after a failed query.
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

/**
 * Applies this version's SQL functions. Does nothing if a newer version has migrated the database, because these
 * functions might not match the newer tables.
 */
async function applyFunctionsUnlessSchemaIsNewer(client: ClientBase, sqlFolder: string): Promise<string[]> {
  const migrationNamesOfThisVersion = (await readSqlFiles(join(sqlFolder, 'migrations'))).map(
    ({ name }) => name,
  );
  const { rowCount } = await client.query(`SELECT FROM ${MIGRATIONS_TABLE} WHERE name <> ALL ($1)`, [
    migrationNamesOfThisVersion,
  ]);
  return rowCount === 0 ? applySqlFunctions(client, await readSqlFiles(join(sqlFolder, 'functions'))) : [];
}
