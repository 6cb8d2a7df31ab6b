import type { ClientBase } from 'pg';
import { INITIAL_MIGRATION_NAME, MIGRATIONS_TABLE, recordInitialMigration } from './run-migrations.ts';

/**
 * The six migrations that versions up to commit 13b63ac used. Together, they create the same schema as `0001_initial`.
 */
const EARLIER_MIGRATION_NAMES = [
  '20261122000000_first',
  '20261122000001_functions',
  '20261122000002_search',
  '20261122000003_rooms_shown_again',
  '20261123000000_external_users',
  '20261123000001_partitions_in_utc',
];

/**
 * Thrown if an earlier version did not finish migrating the database. The failed adoption has changed nothing in the
 * database.
 */
class EarlierDatabaseError extends Error {
  constructor(problem: string) {
    super(
      `an earlier version of KCS Chat created this database and did not finish migrating it: ${problem}. Nothing was changed. ` +
        'To finish the migration, check out commit 13b63ac into another folder (git worktree add ../kcs-13b63ac 13b63ac), ' +
        'stop KCS Chat, and run that version against this database until it is ready ' +
        '(npm start, docker compose up, or node services/chat-api/dist/migrate.js). Then start this version again.',
    );
    this.name = 'EarlierDatabaseError';
  }
}

interface EarlierMigration {
  readonly name: string;
  readonly finished: boolean;
}

/**
 * Adopts a database that an earlier version created: records the initial migration as applied and changes nothing else.
 * Returns true if it adopted the database, or false if the database is new or already adopted.
 *
 * Throws `EarlierDatabaseError` if an earlier version created the database, but one of the six migrations of that
 * version is missing or failed.
 */
export async function adoptEarlierDatabase(client: ClientBase, sqlFolder: string): Promise<boolean> {
  if (!(await doesTableExist(client, '_prisma_migrations'))) return false;
  if (await isInitialMigrationRecorded(client)) return false;
  const { rows } = await client.query<EarlierMigration>(
    `SELECT migration_name AS name, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  const failedMigrationNames = rows.filter(({ finished }) => !finished).map(({ name }) => name);
  if (failedMigrationNames.length > 0)
    throw new EarlierDatabaseError(`these migrations failed: ${failedMigrationNames.join(', ')}`);
  const missingMigrationNames = EARLIER_MIGRATION_NAMES.filter(
    (name) => !rows.some((row) => row.name === name),
  );
  if (missingMigrationNames.length > 0)
    throw new EarlierDatabaseError(`these migrations are missing: ${missingMigrationNames.join(', ')}`);
  await recordInitialMigration(client, sqlFolder);
  return true;
}

async function isInitialMigrationRecorded(client: ClientBase): Promise<boolean> {
  if (!(await doesTableExist(client, MIGRATIONS_TABLE))) return false;
  const { rowCount } = await client.query(`SELECT FROM ${MIGRATIONS_TABLE} WHERE name = $1`, [
    INITIAL_MIGRATION_NAME,
  ]);
  return rowCount !== 0;
}

async function doesTableExist(client: ClientBase, name: string): Promise<boolean> {
  const { rows } = await client.query('SELECT to_regclass($1) IS NOT NULL AS found', [name]);
  return rows[0].found;
}
