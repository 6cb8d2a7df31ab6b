import { readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { type MigrationBuilder, type RunnerOption, runner } from 'node-pg-migrate';
import type { ClientBase } from 'pg';
import { readSqlFiles } from '../sql-files.ts';
import { withScriptName } from './migration-error.ts';
import { retryWhileTableInUse } from './retry-while-table-in-use.ts';

export const INITIAL_MIGRATION = '0001_initial';
export const MIGRATIONS_TABLE = 'schema_migrations';

/**
 * Applies the pending migrations in the order of their names. Each is one transaction, together with its record in
 * `schema_migrations`. Returns the names of those it applied.
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

/** The caller holds our own lock, because the library's lock has no timeout. */
async function run(
  client: ClientBase,
  sqlFolder: string,
  options: Pick<RunnerOption, 'dryRun' | 'fake' | 'file'>,
): Promise<string[]> {
  const silent = () => {};
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
    // With `file`, this is one transaction for one migration, which is rolled back before the error is thrown.
    singleTransaction: true,
    logger: { info: silent, warn: silent, error: silent },
  });
  return migrations.map(({ name }) => name);
}

/** Passes each script to PostgreSQL unchanged. The initial script uses our functions, so they are created before it. */
async function loadScripts(paths: string[], functionsFolder: string) {
  return Promise.all(
    paths.map(async (path) => {
      const script = await readFile(path, 'utf8');
      const initial = parse(path).name === INITIAL_MIGRATION;
      const functions = initial ? await readSqlFiles(functionsFolder) : [];
      const up = (builder: MigrationBuilder) => {
        // The tables in the bodies do not exist yet. `applyFunctions` checks the bodies later.
        builder.sql('SET LOCAL check_function_bodies = off');
        for (const { text } of functions) builder.sql(text);
        builder.sql('SET LOCAL check_function_bodies = on');
        builder.sql(script);
      };
      return { id: path, filePaths: [path], actions: { up, down: false as const } };
    }),
  );
}
