import { join } from 'node:path';
import { type RunnerOption, runner } from 'node-pg-migrate';
import type { ClientBase } from 'pg';
import { loadMigrations } from './load-migrations.ts';
import { runNamedScript } from './migration-error.ts';
import { retryWhileTableInUse } from './retry-while-table-in-use.ts';

export const INITIAL_MIGRATION_NAME = '0001_initial';
export const MIGRATIONS_TABLE = 'schema_migrations';

/**
 * Applies the pending migrations in the order of their names and returns their names. Each migration runs in its own
 * transaction, which also records the migration in `schema_migrations`.
 *
 * If a migration fails, throws `MigrationError` and does not run the later ones. The earlier ones stay applied.
 */
export async function runMigrations(client: ClientBase, sqlFolder: string): Promise<string[]> {
  const pendingMigrationNames = await runMigrationLibrary(client, sqlFolder, { dryRun: true });
  for (const name of pendingMigrationNames) {
    await runNamedScript(`Migration ${name}`, () =>
      retryWhileTableInUse(client, () => runMigrationLibrary(client, sqlFolder, { file: name })),
    );
  }
  return pendingMigrationNames;
}

/** Records the initial migration as applied without running it. */
export async function recordInitialMigration(client: ClientBase, sqlFolder: string): Promise<void> {
  await runMigrationLibrary(client, sqlFolder, { file: INITIAL_MIGRATION_NAME, fake: true });
}

/**
 * Runs the migration library. Turns off the library's own lock, which has no timeout, so the caller must hold the lock
 * from `takeMigrationLock`.
 */
async function runMigrationLibrary(
  client: ClientBase,
  sqlFolder: string,
  options: Pick<RunnerOption, 'dryRun' | 'fake' | 'file'>,
): Promise<string[]> {
  const discardLogLine = () => {};
  const selectedMigrations = await runner({
    ...options,
    dbClient: client,
    noLock: true,
    dir: join(sqlFolder, 'migrations'),
    migrationsTable: MIGRATIONS_TABLE,
    migrationLoaderStrategies: [
      { extensions: ['.sql'], loader: (paths) => loadMigrations(paths, join(sqlFolder, 'functions')) },
    ],
    direction: 'up',
    // Run the migration in a transaction. If it fails, the library rolls back before it throws.
    singleTransaction: true,
    logger: { info: discardLogLine, warn: discardLogLine, error: discardLogLine },
  });
  return selectedMigrations.map(({ name }) => name);
}
