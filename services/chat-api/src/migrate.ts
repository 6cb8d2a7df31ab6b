import { applyMigrations, type MigrationResult } from './database/migrator/apply-migrations.ts';
import { readMigrationTarget } from './database/migrator/migration-config.ts';
import { retryWhileUnreachable } from './database/retry-while-unreachable.ts';

/**
 * The program `node dist/migrate.js`. It migrates the database, prints what it changed, and exits with 0, or with 1 if
 * it failed.
 */
try {
  const { url, serviceRole } = readMigrationTarget();
  console.log(summarizeChanges(await retryWhileUnreachable(() => applyMigrations(url, { serviceRole }))));
} catch (error) {
  console.error(`Migration failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

function summarizeChanges({ adopted, migrations, functions }: MigrationResult): string {
  const changeTexts = [
    ...(adopted ? ['Adopted the database of an earlier version. Its data and tables are unchanged.'] : []),
    ...(migrations.length > 0 ? [`Applied migrations: ${migrations.join(', ')}.`] : []),
    ...(functions.length > 0 ? [`Applied functions: ${functions.join(', ')}.`] : []),
  ];
  return changeTexts.join('\n') || 'The database is up to date.';
}
