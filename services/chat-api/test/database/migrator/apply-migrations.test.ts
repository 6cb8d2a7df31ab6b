import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { eventually } from '@kcs/testkit';
import t from 'tap';
import { applyMigrations } from '../../../src/database/migrator/apply-migrations.ts';
import { retryWhileUnreachable } from '../../../src/database/retry-while-unreachable.ts';
import { readSqlFiles, SQL_FOLDER } from '../../../src/database/sql-files.ts';
import { copySqlFolder } from '../support/copy-sql-folder.ts';
import {
  createEmptyDatabase,
  createMigratedDatabase,
  type DisposableDatabase,
} from '../support/empty-database.ts';
import { openDatabase } from '../support/open-database.ts';

async function listTableNames(database: DisposableDatabase): Promise<unknown[]> {
  const tableNameRows = await database.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  return tableNameRows.map(({ tablename }) => tablename);
}

t.test(
  'concurrent migrate processes all succeed, only one migrates, and a later run does nothing',
  async (t) => {
    const database = await createEmptyDatabase(t);
    const migrationResults = await Promise.all([1, 2, 3].map(() => applyMigrations(database.url)));
    const resultsWithChanges = migrationResults.filter(
      ({ migrations, functions }) => migrations.length + functions.length > 0,
    );
    const listFileNames = async (folder: string) =>
      (await readSqlFiles(join(SQL_FOLDER, folder))).map(({ name }) => name);
    const [migrations, functions] = await Promise.all(['migrations', 'functions'].map(listFileNames));
    t.same(resultsWithChanges, [{ adopted: false, migrations, functions }]);
    const SELECT_MIGRATION_RECORDS =
      'SELECT name, run_on::text AS at FROM schema_migrations UNION SELECT name, applied_at::text FROM schema_functions';
    const recordsBefore = await database.query(SELECT_MIGRATION_RECORDS);
    t.same(await applyMigrations(database.url), { adopted: false, migrations: [], functions: [] });
    t.same(await database.query(SELECT_MIGRATION_RECORDS), recordsBefore);
  },
);

t.test(
  'if PostgreSQL drops a connection during its startup, the error names the cause, and the migrate job retries',
  async (t) => {
    const database = await createMigratedDatabase(t);
    let connectionCount = 0;
    const databaseUrl = new URL(database.url);
    const flakyProxy = createServer((socket) => {
      connectionCount += 1;
      socket.on('error', () => {});
      if (connectionCount <= 2) return socket.destroy();
      const databaseSocket = connect(Number(databaseUrl.port), databaseUrl.hostname).on('error', () => {});
      return socket.pipe(databaseSocket).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(flakyProxy, 'listening');
    t.teardown(() => flakyProxy.close());
    const proxyUrl = new URL(database.url);
    proxyUrl.hostname = '127.0.0.1';
    proxyUrl.port = String((flakyProxy.address() as AddressInfo).port);

    await t.rejects(applyMigrations(proxyUrl.href), { message: /connection/i });
    t.equal(connectionCount, 1);
    t.match(await retryWhileUnreachable(() => applyMigrations(proxyUrl.href)), { migrations: [] });
    t.equal(connectionCount, 3, 'it tried once more');
    await t.rejects(
      retryWhileUnreachable(() => Promise.reject(new RangeError('another kind of error'))),
      RangeError,
      'only a lost connection is retried',
    );
  },
);

t.test('a failed migration is rolled back, and the error contains its name', async (t) => {
  const database = await createMigratedDatabase(t);
  const migrationPath = 'migrations/9000_bad.sql';
  const changedSqlFolder = await copySqlFolder(t, {
    'migrations/8999_good.sql': 'CREATE TABLE good (id text);',
    [migrationPath]: 'CREATE TABLE half_done (id text);\nSELECT no_such_function();',
  });
  await t.rejects(applyMigrations(database.url, { sqlFolder: changedSqlFolder }), {
    message: /Migration 9000_bad was not applied: .*no_such_function/,
  });
  t.notOk((await listTableNames(database)).includes('half_done'));
  t.ok((await listTableNames(database)).includes('good'), 'the one before it stays applied');
  await writeFile(join(changedSqlFolder, migrationPath), 'CREATE TABLE whole (id text);');
  t.match(
    await applyMigrations(database.url, { sqlFolder: changedSqlFolder }),
    { migrations: ['9000_bad'] },
    'once corrected, it is applied',
  );
});

t.test('an interrupted migration is rolled back, and the next run applies it', async (t) => {
  const database = await createMigratedDatabase(t);
  const migrationPath = 'migrations/9050_slow.sql';
  const changedSqlFolder = await copySqlFolder(t, {
    [migrationPath]: 'CREATE TABLE slow (id text);\nSELECT pg_sleep(60);',
  });
  const interruptedMigration = t.rejects(applyMigrations(database.url, { sqlFolder: changedSqlFolder }), {
    message: /connection/i,
  });
  await eventually('the slow migration is interrupted', async () => {
    const endedBackends = await database.query(`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event = 'PgSleep'`);
    return endedBackends.length > 0;
  });
  await interruptedMigration;
  t.notOk((await listTableNames(database)).includes('slow'));
  await writeFile(join(changedSqlFolder, migrationPath), 'CREATE TABLE slow (id text);');
  t.match(await applyMigrations(database.url, { sqlFolder: changedSqlFolder }), {
    migrations: ['9050_slow'],
  });
});

t.test(
  'PostgreSQL and our code read a stored time as the same time, whatever the database’s time zone',
  async (t) => {
    // By default, `initdb` copies the machine's time zone. For example, databases on a machine in Berlin use
    // Europe/Berlin.
    const database = await createMigratedDatabase(t, "SET timezone = 'Europe/Berlin'");
    const db = openDatabase(t, database.url);
    const createdAt = new Date('2026-01-01T00:00:00Z');
    await db.prisma.user.create({ data: { id: 'user_ours', name: 'Ada', userType: 'Student', createdAt } });
    await db.prisma.$executeRaw`
    INSERT INTO users (id, name, user_type, created_at) VALUES ('user_its', 'Bob', 'Student', '2026-01-01Z')`;
    const createdAtRows = await db.prisma.$queryRaw<{ text: string; at: Date }[]>`
    SELECT iso(created_at) AS text, created_at AS at FROM users`;
    for (const { text, at } of createdAtRows) t.same([text, at], [createdAt.toISOString(), createdAt]);
    t.equal(createdAtRows.length, 2);
  },
);
