import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type MigrationBuilder, type RunnerOption, runner } from 'node-pg-migrate';
import type { ClientBase } from 'pg';
import { readSqlFiles } from '../sql-files.ts';
import { withScriptName } from './migration-error.ts';
import { retryWhileTableInUse } from './retry-while-table-in-use.ts';

export const INITIAL_MIGRATION = '0001_initial';
export const MIGRATIONS_TABLE = 'schema_migrations';

/**
 * Applies the pending migrations in the order of their names and returns the names. Each migration is one transaction,
 * which also records it in `schema_migrations`.
 *
 * Throws MigrationError for the first migration that fails. The migrations before it stay applied.
 */
export async function runMigrations(client: ClientBase, sqlFolder: string): Promise<string[]> {
  const pending = await run(client, sqlFolder, { dryRun: true });
  for (const name of pending) {
    await withScriptName(`Migration ${name}`, () =>
      retryWhileTableInUse(client, () => run(client, sqlFolder, { file: name })),
    );
  }
  return pending;
}

/** Records the initial migration as applied without running it. */
export async function recordInitialMigration(client: ClientBase, sqlFolder: string): Promise<void> {
  await run(client, sqlFolder, { file: INITIAL_MIGRATION, fake: true });
}

/** The caller holds our advisory lock instead, because the lock of the migration library has no timeout. */
async function run(
  client: ClientBase,
  sqlFolder: string,
  options: Pick<RunnerOption, 'dryRun' | 'fake' | 'file'>,
): Promise<string[]> {
  const ignoreLog = () => {};
  const migrations = await runner({
    ...options,
    dbClient: client,
    noLock: true,
    dir: join(sqlFolder, 'migrations'),
    migrationsTable: MIGRATIONS_TABLE,
    migrationLoaderStrategies: [
      { extensions: ['.sql'], loader: (paths) => loadScripts(paths, join(sqlFolder, 'functions')) },
    ],
    direction: 'up',
    // With `file`, the library runs one migration in one transaction, and rolls it back before the error is thrown.
    singleTransaction: true,
    logger: { info: ignoreLog, warn: ignoreLog, error: ignoreLog },
  });
  return migrations.map(({ name }) => name);
}

/**
 * Passes each script to PostgreSQL unchanged. A migration may use our SQL functions, for example in an index or a
 * trigger, so the functions of this version are created before it, in its transaction.
 */
async function loadScripts(paths: string[], functionsFolder: string) {
  const functions = await readSqlFiles(functionsFolder);
  return Promise.all(
    paths.map(async (path) => {
      const script = await readFile(path, 'utf8');
      const up = (builder: MigrationBuilder) => {
        // The function bodies may name tables that do not exist yet. `applyFunctions` checks the bodies later.
        builder.sql('SET LOCAL check_function_bodies = off');
        for (const { text } of functions) builder.sql(text);
        builder.sql('SET LOCAL check_function_bodies = on');
        builder.sql(script);
      };
      return { id: path, filePaths: [path], actions: { up, down: false as const } };
    }),
  );
}
