import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { eventually } from '@kcs/testkit';
import pg from 'pg';
import t from 'tap';
import { createDatabase } from '../../../src/database/database.ts';
import { applyMigrations } from '../../../src/database/migrator/apply-migrations.ts';
import { retryWhileTableInUse } from '../../../src/database/migrator/retry-while-table-in-use.ts';
import { retryWhileAway } from '../../../src/database/retry-while-away.ts';
import { readSqlFiles, SQL_FOLDER } from '../../../src/database/sql-files.ts';
import { copySqlFolder } from '../support/copy-sql-folder.ts';
import { createEmptyDatabase } from '../support/empty-database.ts';

t.test('migrating', async (t) => {
  // The time zone that initdb chooses on a machine in Berlin.
  const database = await createEmptyDatabase(t, "SET timezone = 'Europe/Berlin'");
  const db = createDatabase({ url: database.url });
  t.teardown(() => db.close());
  const tables = async () =>
    (await database.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).map(
      ({ tablename }) => tablename,
    );

  t.test('several processes at once: one migrates, all succeed, and another run does nothing', async (t) => {
    const results = await Promise.all([1, 2, 3].map(() => applyMigrations(database.url)));
    const changed = results.filter(({ migrations, functions }) => migrations.length + functions.length > 0);
    const functions = (await readSqlFiles(join(SQL_FOLDER, 'functions'))).map(({ name }) => name);
    t.same(changed, [{ adopted: false, migrations: ['0001_initial'], functions }]);
    const records =
      'SELECT name, run_on::text AS at FROM schema_migrations UNION SELECT name, applied_at::text FROM schema_functions';
    const before = await database.query(records);
    t.same(await applyMigrations(database.url), { adopted: false, migrations: [], functions: [] });
    t.same(await database.query(records), before);
  });

  t.test(
    'a connection lost while PostgreSQL starts: the error says so, and the job tries again',
    async (t) => {
      let connections = 0;
      const real = new URL(database.url);
      const shaky = createServer((socket) => {
        connections += 1;
        socket.on('error', () => {});
        if (connections <= 2) return socket.destroy();
        const server = connect(Number(real.port), real.hostname).on('error', () => {});
        return socket.pipe(server).pipe(socket);
      }).listen(0, '127.0.0.1');
      await once(shaky, 'listening');
      t.teardown(() => shaky.close());
      const url = new URL(database.url);
      url.hostname = '127.0.0.1';
      url.port = String((shaky.address() as AddressInfo).port);

      await t.rejects(applyMigrations(url.href), { message: /connection/i });
      t.equal(connections, 1);
      t.match(await retryWhileAway(() => applyMigrations(url.href)), { migrations: [] });
      t.equal(connections, 3, 'it tried once more');
      await t.rejects(
        retryWhileAway(() => Promise.reject(new RangeError('another kind of error'))),
        RangeError,
        'only a lost connection is retried',
      );
    },
  );

  t.test('a process that waits for the lock gives up after its time and names the cause', async (t) => {
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock($1)', [0x6b637331]);
    await t.rejects(applyMigrations(database.url, { lockWaitMs: 50 }), {
      name: 'MigrationLockError',
      message: /pg_locks/,
    });
    const waiting = applyMigrations(database.url);
    await holder.end();
    t.match(await waiting, { migrations: [] }, 'a lock ends with its connection');
  });

  t.test(
    'a table in use, for example by a dump: others continue while a migration waits for it',
    async (t) => {
      const folder = await copySqlFolder(t, {
        'migrations/8000_column.sql': 'ALTER TABLE users ADD COLUMN more text;',
      });
      let migrating: ReturnType<typeof applyMigrations> | undefined;
      await db.transaction(async (tx) => {
        await tx.user.count();
        migrating = applyMigrations(database.url, { sqlFolder: folder });
        await eventually('the migration waits for the table', async () => {
          const [{ waits }] = await tx.$queryRaw<[{ waits: boolean }]>`
          SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'users'::regclass) AS waits`;
          return waits;
        });
        // Waits behind the migration, but not for the dump.
        await db.prisma.user.count();
      });
      t.match(await migrating, { migrations: ['8000_column'] }, 'and it is applied when the table is free');
      await database.query(
        "ALTER TABLE users DROP COLUMN more; DELETE FROM schema_migrations WHERE name = '8000_column'",
      );
    },
  );

  t.test('a table that stays in use ends the run with an error that says what to do', async (t) => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    t.teardown(() => client.end());
    const takeTable = () => client.query('BEGIN; LOCK TABLE users').finally(() => client.query('ROLLBACK'));
    await db.transaction(async (tx) => {
      await tx.user.count();
      await t.rejects(retryWhileTableInUse(client, takeTable, { attempts: 2, pauseMs: 1 }), {
        name: 'TableInUseError',
        message: /pg_stat_activity/,
      });
    });
    await t.resolves(retryWhileTableInUse(client, takeTable), 'a free table is locked at once');
  });

  t.test('a migration that fails leaves nothing behind, and its error names it', async (t) => {
    const path = 'migrations/9000_bad.sql';
    const folder = await copySqlFolder(t, {
      'migrations/8999_good.sql': 'CREATE TABLE good (id text);',
      [path]: 'CREATE TABLE half_done (id text);\nSELECT no_such_function();',
    });
    await t.rejects(applyMigrations(database.url, { sqlFolder: folder }), {
      message: /Migration 9000_bad was not applied: .*no_such_function/,
    });
    t.notOk((await tables()).includes('half_done'));
    t.ok((await tables()).includes('good'), 'the one before it stays applied');
    await writeFile(join(folder, path), 'CREATE TABLE whole (id text);');
    t.match(
      await applyMigrations(database.url, { sqlFolder: folder }),
      { migrations: ['9000_bad'] },
      'once corrected, it is applied',
    );
    await database.query(
      "DROP TABLE good, whole; DELETE FROM schema_migrations WHERE name <> '0001_initial'",
    );
  });

  t.test('a run that is cut off leaves nothing behind, and the next one continues', async (t) => {
    const path = 'migrations/9050_slow.sql';
    const folder = await copySqlFolder(t, { [path]: 'CREATE TABLE slow (id text);\nSELECT pg_sleep(60);' });
    const cutOff = t.rejects(applyMigrations(database.url, { sqlFolder: folder }), {
      message: /connection/i,
    });
    await eventually('the slow migration is cut off', async () => {
      const ended = await database.query(`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = 'PgSleep'`);
      return ended.length > 0;
    });
    await cutOff;
    t.notOk((await tables()).includes('slow'));
    await writeFile(join(folder, path), 'CREATE TABLE slow (id text);');
    t.match(await applyMigrations(database.url, { sqlFolder: folder }), { migrations: ['9050_slow'] });
    await database.query("DROP TABLE slow; DELETE FROM schema_migrations WHERE name = '9050_slow'");
  });

  t.test('a changed function replaces the applied one, and the others stay', async (t) => {
    const [search] = (await readSqlFiles(join(SQL_FOLDER, 'functions'))).filter(
      ({ name }) => name === 'search_fold',
    );
    const folder = await copySqlFolder(t, {
      'functions/search_fold.sql': String(search?.text).replace('lower(', 'upper('),
    });
    const fold = async () => (await database.query("SELECT search_fold('Äh') AS folded"))[0]?.folded;
    t.same(await applyMigrations(database.url, { sqlFolder: folder }), {
      adopted: false,
      migrations: [],
      functions: ['search_fold'],
    });
    t.equal(await fold(), 'ÄH');
    t.match(await applyMigrations(database.url), { functions: ['search_fold'] });
    t.equal(await fold(), 'äh');
  });

  t.test('functions may use each other in any order', async (t) => {
    const sql = (name: string, body: string) =>
      `CREATE OR REPLACE FUNCTION ${name}() RETURNS integer LANGUAGE sql AS $$ SELECT ${body} $$;`;
    const folder = await copySqlFolder(t, {
      'functions/a_first.sql': sql('a_first', 'b_second() + 1'),
      'functions/b_second.sql': sql('b_second', '1'),
    });
    t.match(await applyMigrations(database.url, { sqlFolder: folder }), {
      functions: ['a_first', 'b_second'],
    });
    t.same(await database.query('SELECT a_first() AS value'), [{ value: 2 }]);
  });

  t.test('a function that PostgreSQL refuses changes none of them, and the error names it', async (t) => {
    const sql = (name: string, body: string) =>
      `CREATE OR REPLACE FUNCTION ${name}() RETURNS text LANGUAGE sql AS $$ ${body} $$;`;
    const folder = await copySqlFolder(t, {
      'functions/c_good.sql': sql('c_good', "SELECT 'good'"),
      'functions/d_bad.sql': sql('d_bad', 'SELECT nothing FROM users'),
    });
    await t.rejects(applyMigrations(database.url, { sqlFolder: folder }), {
      message: /Function d_bad was not applied: column "nothing" does not exist/,
    });
    t.same(await database.query("SELECT proname FROM pg_proc WHERE proname = 'c_good'"), []);
  });

  t.test('an older version leaves the functions of a newer one alone', async (t) => {
    const newer = await copySqlFolder(t, {
      'migrations/9100_newer.sql': '-- A comment is enough to mark the database as newer.\n',
      'functions/iso.sql': `CREATE OR REPLACE FUNCTION iso(at timestamptz) RETURNS text LANGUAGE sql AS $$ SELECT 'newer' $$;`,
    });
    t.match(await applyMigrations(database.url, { sqlFolder: newer }), {
      migrations: ['9100_newer'],
      functions: ['iso'],
    });
    t.same(await applyMigrations(database.url), { adopted: false, migrations: [], functions: [] });
    t.same(await database.query('SELECT iso(now()) AS text'), [{ text: 'newer' }]);
    await database.query("DELETE FROM schema_migrations WHERE name = '9100_newer'");
    t.match(await applyMigrations(database.url), { functions: ['iso'] });
  });

  t.test(
    'a time is the same in PostgreSQL and in our code, whatever the time zone of the database',
    async (t) => {
      const createdAt = new Date('2026-01-01T00:00:00Z');
      await db.prisma.user.create({ data: { id: 'user_ours', name: 'Ada', userType: 'Student', createdAt } });
      await db.prisma.$executeRaw`
      INSERT INTO users (id, name, user_type, created_at) VALUES ('user_its', 'Bob', 'Student', '2026-01-01Z')`;
      const rows = await db.prisma.$queryRaw<{ text: string; at: Date }[]>`
      SELECT iso(created_at) AS text, created_at AS at FROM users`;
      for (const { text, at } of rows) t.same([text, at], [createdAt.toISOString(), createdAt]);
      t.equal(rows.length, 2);
    },
  );
});
