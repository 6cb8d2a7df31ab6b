import { eventually } from '@kcs/testkit';
import pg from 'pg';
import t from 'tap';
import { applyMigrations } from '../../../src/database/migrator/apply-migrations.ts';
import { retryWhileTableInUse } from '../../../src/database/migrator/retry-while-table-in-use.ts';
import { copySqlFolder } from '../support/copy-sql-folder.ts';
import { createMigratedDatabase } from '../support/empty-database.ts';
import { openDatabase } from '../support/open-database.ts';

t.test(
  'a migrate process that waits too long for the migration lock fails and names the cause',
  async (t) => {
    const database = await createMigratedDatabase(t);
    const lockHolder = new pg.Client({ connectionString: database.url });
    await lockHolder.connect();
    await lockHolder.query('SELECT pg_advisory_lock($1)', [0x6b637331]);
    await t.rejects(applyMigrations(database.url, { lockWaitMs: 50 }), {
      name: 'MigrationLockError',
      message: /pg_locks/,
    });
    const waitingMigration = applyMigrations(database.url);
    await lockHolder.end();
    t.match(await waitingMigration, { migrations: [] }, 'a lock ends with its connection');
  },
);

t.test('while a migration waits for a table that a dump uses, other queries continue', async (t) => {
  const database = await createMigratedDatabase(t);
  const db = openDatabase(t, database.url);
  const changedSqlFolder = await copySqlFolder(t, {
    'migrations/8000_column.sql': 'ALTER TABLE users ADD COLUMN more text;',
  });
  let runningMigration: ReturnType<typeof applyMigrations> | undefined;
  await db.transaction(async (tx) => {
    await tx.user.count();
    runningMigration = applyMigrations(database.url, { sqlFolder: changedSqlFolder });
    await eventually('the migration waits for the table', async () => {
      const [{ waits }] = await tx.$queryRaw<[{ waits: boolean }]>`
        SELECT EXISTS (
          SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
          WHERE d.datname = current_database() AND l.relation = 'users'::regclass AND NOT l.granted
        ) AS waits`;
      return waits;
    });
    // This query waits in the lock queue behind the migration. The query succeeds only if the migration gives up
    // waiting before the dump releases the table.
    await db.prisma.user.count();
  });
  t.match(
    await runningMigration,
    { migrations: ['8000_column'] },
    'and it is applied when the table is free',
  );
});

t.test('if a table stays in use, the migration fails, and the error says what to do', async (t) => {
  const database = await createMigratedDatabase(t);
  const db = openDatabase(t, database.url);
  const postgresClient = new pg.Client({ connectionString: database.url });
  await postgresClient.connect();
  t.teardown(() => postgresClient.end());
  const tryLockTable = () =>
    postgresClient.query('BEGIN; LOCK TABLE users').finally(() => postgresClient.query('ROLLBACK'));
  await db.transaction(async (tx) => {
    await tx.user.count();
    await t.rejects(retryWhileTableInUse(postgresClient, tryLockTable, { attempts: 2, pauseMs: 1 }), {
      name: 'TableInUseError',
      message: /pg_stat_activity/,
    });
  });
  await t.resolves(retryWhileTableInUse(postgresClient, tryLockTable), 'a free table is locked immediately');
});
