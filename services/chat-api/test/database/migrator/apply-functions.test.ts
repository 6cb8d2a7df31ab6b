import { join } from 'node:path';
import t from 'tap';
import { applyMigrations } from '../../../src/database/migrator/apply-migrations.ts';
import { readSqlFiles, SQL_FOLDER } from '../../../src/database/sql-files.ts';
import { copySqlFolder } from '../support/copy-sql-folder.ts';
import { createMigratedDatabase } from '../support/empty-database.ts';

t.test('every SQL function has one source file, and every file defines one function', async (t) => {
  const database = await createMigratedDatabase(t);
  const functionsInDatabase = await database.query(`
    SELECT proname AS name FROM pg_proc p
    WHERE pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    ORDER BY proname COLLATE "C"`);
  const functionFiles = await readSqlFiles(join(SQL_FOLDER, 'functions'));
  t.same(
    functionsInDatabase.map(({ name }) => name),
    functionFiles.map(({ name }) => name),
  );
  for (const { name, text } of functionFiles) {
    t.match(text, new RegExp(`^(--.*\\n)+CREATE OR REPLACE FUNCTION ${name}\\(`), `${name} is described`);
  }
});

t.test('a changed SQL function replaces its old version, and other functions stay unchanged', async (t) => {
  const database = await createMigratedDatabase(t);
  const [search] = (await readSqlFiles(join(SQL_FOLDER, 'functions'))).filter(
    ({ name }) => name === 'search_fold',
  );
  const changedSqlFolder = await copySqlFolder(t, {
    'functions/search_fold.sql': String(search?.text).replace('lower(', 'upper('),
  });
  const readFoldedText = async () => (await database.query("SELECT search_fold('Äh') AS folded"))[0]?.folded;
  t.same(await applyMigrations(database.url, { sqlFolder: changedSqlFolder }), {
    adopted: false,
    migrations: [],
    functions: ['search_fold'],
  });
  t.equal(await readFoldedText(), 'ÄH');
  t.match(await applyMigrations(database.url), { functions: ['search_fold'] });
  t.equal(await readFoldedText(), 'äh');
});

t.test('SQL functions may call each other regardless of the order of their files', async (t) => {
  const database = await createMigratedDatabase(t);
  const buildFunctionSql = (name: string, body: string) =>
    `CREATE OR REPLACE FUNCTION ${name}() RETURNS integer LANGUAGE sql AS $$ SELECT ${body} $$;`;
  const changedSqlFolder = await copySqlFolder(t, {
    'functions/a_first.sql': buildFunctionSql('a_first', 'b_second() + 1'),
    'functions/b_second.sql': buildFunctionSql('b_second', '1'),
  });
  t.match(await applyMigrations(database.url, { sqlFolder: changedSqlFolder }), {
    functions: ['a_first', 'b_second'],
  });
  t.same(await database.query('SELECT a_first() AS value'), [{ value: 2 }]);
});

t.test(
  'if PostgreSQL rejects an SQL function, no function changes, and the error names the rejected one',
  async (t) => {
    const database = await createMigratedDatabase(t);
    const buildFunctionSql = (name: string, body: string) =>
      `CREATE OR REPLACE FUNCTION ${name}() RETURNS text LANGUAGE sql AS $$ ${body} $$;`;
    const changedSqlFolder = await copySqlFolder(t, {
      'functions/c_good.sql': buildFunctionSql('c_good', "SELECT 'good'"),
      'functions/d_bad.sql': buildFunctionSql('d_bad', 'SELECT nothing FROM users'),
    });
    await t.rejects(applyMigrations(database.url, { sqlFolder: changedSqlFolder }), {
      message: /Function d_bad was not applied: column "nothing" does not exist/,
    });
    t.same(await database.query("SELECT proname FROM pg_proc WHERE proname = 'c_good'"), []);
  },
);

t.test('an older version does not replace the SQL functions of a newer version', async (t) => {
  const database = await createMigratedDatabase(t);
  const newerSqlFolder = await copySqlFolder(t, {
    'migrations/9100_newer.sql': '-- A comment is enough to mark the database as newer.\n',
    'functions/iso.sql': `CREATE OR REPLACE FUNCTION iso(at timestamptz) RETURNS text LANGUAGE sql AS $$ SELECT 'newer' $$;`,
  });
  t.match(await applyMigrations(database.url, { sqlFolder: newerSqlFolder }), {
    migrations: ['9100_newer'],
    functions: ['iso'],
  });
  t.same(await applyMigrations(database.url), { adopted: false, migrations: [], functions: [] });
  t.same(await database.query('SELECT iso(now()) AS text'), [{ text: 'newer' }]);
  await database.query("DELETE FROM schema_migrations WHERE name = '9100_newer'");
  t.match(await applyMigrations(database.url), { functions: ['iso'] });
});
