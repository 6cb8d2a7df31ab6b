import { randomBytes } from 'node:crypto';
import { startTestDatabase } from '@kcs/testkit';
import pg from 'pg';
import type { Test } from 'tap';
import { applyMigrations } from '../../../src/database/migrator/apply-migrations.ts';

export interface DisposableDatabase {
  readonly url: string;
  /**
   * Runs SQL on its own connection: either a single statement, optionally with parameter values, or a script of several
   * statements without values.
   */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
}

/** Creates a database without tables in the shared PostgreSQL cluster. The database is dropped when the test ends. */
export async function createEmptyDatabase(t: Test, settings = ''): Promise<DisposableDatabase> {
  const clusterDatabase = await startTestDatabase(t);
  const databaseName = `kcs_empty_${randomBytes(6).toString('hex')}`;
  await clusterDatabase.query(`CREATE DATABASE ${databaseName}`);
  t.teardown(() => clusterDatabase.query(`DROP DATABASE ${databaseName} WITH (FORCE)`));
  if (settings) await clusterDatabase.query(`ALTER DATABASE ${databaseName} ${settings}`);
  const url = new URL(clusterDatabase.url);
  url.pathname = `/${databaseName}`;
  const runSql: DisposableDatabase['query'] = async (sql, values) => {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      const queryResult: pg.QueryResult | pg.QueryResult[] = await client.query(sql, values);
      return Array.isArray(queryResult) ? [] : queryResult.rows;
    } finally {
      await client.end();
    }
  };
  return { url: url.href, query: runSql };
}

/** Creates a migrated database for one test. */
export async function createMigratedDatabase(t: Test, settings?: string): Promise<DisposableDatabase> {
  const database = await createEmptyDatabase(t, settings);
  await applyMigrations(database.url);
  return database;
}
