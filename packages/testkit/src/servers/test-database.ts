import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import {
  buildDatabaseUrl,
  buildServiceUrl,
  ensureTemplateDatabase,
  runWithPostgresClient,
} from './template-database.ts';

/** A migrated database that belongs to one test. */
export interface TestDatabase {
  /** The URL for the owner of the tables. */
  readonly url: string;
  /** The URL for chat-api, which does not own the tables. */
  readonly serviceUrl: string;
  /** Runs one statement on a separate connection, as the owner of the tables. */
  query(sql: string, values?: unknown[]): Promise<pg.QueryResult>;
  drop(): Promise<void>;
}

/**
 * Creates a database by copying the migrated template database of the cluster at the given URL. Takes a few tens of
 * milliseconds.
 */
export async function createTestDatabase(cluster: string, migrate: string): Promise<TestDatabase> {
  const templateName = await ensureTemplateDatabase(cluster, migrate);
  const databaseName = `kcs_test_${randomBytes(6).toString('hex')}`;
  const adminDatabaseUrl = buildDatabaseUrl(cluster, 'postgres');
  await runWithPostgresClient(adminDatabaseUrl, (client) =>
    client.query(`create database ${databaseName} template ${templateName}`),
  );
  const databaseUrl = buildDatabaseUrl(cluster, databaseName);
  return {
    url: databaseUrl,
    serviceUrl: buildServiceUrl(databaseUrl),
    query: (sql, values) => runWithPostgresClient(databaseUrl, (client) => client.query(sql, values)),
    drop: async () => {
      await runWithPostgresClient(adminDatabaseUrl, (client) =>
        client.query(`drop database if exists ${databaseName} with (force)`),
      );
    },
  };
}
