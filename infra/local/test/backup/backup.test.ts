import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findPostgresBinaryFolder, startPostgres } from '@kcs/private-servers';
import pg from 'pg';
import t, { type Test } from 'tap';
import { backUpDatabase } from '../../src/backup/back-up-database.ts';
import { runSql as runPsql } from '../../src/backup/database-programs.ts';
import { restoreDatabase } from '../../src/backup/restore-database.ts';

const PROGRAMS = fileURLToPath(new URL('../../../../services/chat-api/dist', import.meta.url));
const [ANN, BOB, LONG_AGO] = [
  `user_${'a'.repeat(26)}`,
  `user_${'b'.repeat(26)}`,
  `user_${'c'.repeat(26)}`,
] as const;
const ROOM = 'room_1';

t.test(
  'a restored database has the state of the backup, without the users who were erased since',
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'kcs-backup-'));
    t.teardown(() => rm(folder, { recursive: true }));
    const { url, runSql } = await createDatabase(t);
    // A URL may name several servers. The other one of this URL is down.
    const severalHostsUrl = url.replace(/(?<=@|\/\/)([^@/]+)(?=\/)/, '$1,127.0.0.1:1');
    const target = { url: severalHostsUrl, binaries: findPostgresBinaryFolder(undefined) };
    await promisify(execFile)(process.execPath, [join(PROGRAMS, 'migrate.js')], {
      env: { DATABASE_URL: url },
    });
    await runSql(`
    INSERT INTO users (id, name, user_type) VALUES ('${ANN}', 'Ann Marker', 'Student'), ('${BOB}', 'Bob', 'Student');
    INSERT INTO rooms (id, room_type, name, created_by, last_seq, member_count)
      VALUES ('${ROOM}', 'group', 'Class', '${BOB}', 2, 2);
    INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type) VALUES
      ('msg_1', '${ROOM}', '${ANN}', 'Ann Marker', 1, 'secret-marker', 'text'),
      ('msg_2', '${ROOM}', '${BOB}', 'Bob', 2, 'Before the backup', 'text');
    INSERT INTO exports (id, user_id, requested_by, expires_at) VALUES ('export_1', '${ANN}', '${BOB}', 'infinity');
    INSERT INTO export_parts (export_id, part, content) VALUES ('export_1', 0, 'secret-marker');
    INSERT INTO erasures (user_id) VALUES ('${LONG_AGO}')`);
    const dumpPath = await backUpDatabase(target, folder);
    t.same((await readdir(folder)).sort(), ['erased-users.txt', dumpPath.split('/').at(-1)]);
    t.equal(await readFile(join(folder, 'erased-users.txt'), 'utf8'), `${LONG_AGO}\n`);
    await runSql(`INSERT INTO messages (id, room_id, sender_id, sender_name, seq, content, message_type)
    VALUES ('msg_3', '${ROOM}', '${BOB}', 'Bob', 3, 'After the backup', 'text')`);
    await appendFile(join(folder, 'erased-users.txt'), `${ANN}\n`);

    const service = new pg.Client({ connectionString: url, application_name: 'chat-api-1' });
    await service.connect();
    const restoreOptions = { dumpPath, programs: PROGRAMS, erasedUsersPath: join(folder, 'none.txt') };
    await t.rejects(restoreDatabase(target, restoreOptions), { message: /is in use by chat-api-1/ });
    await service.end();

    await writeFile(join(folder, 'broken.dump'), 'not a dump');
    await t.rejects(restoreDatabase(target, { ...restoreOptions, dumpPath: join(folder, 'broken.dump') }));
    const dump = await readFile(dumpPath);
    for (const part of [0.3, 0.6, 0.9, 0.99]) {
      const partialPath = join(folder, 'partial.dump');
      await writeFile(partialPath, dump.subarray(0, dump.length * part));
      await t.rejects(restoreDatabase(target, { ...restoreOptions, dumpPath: partialPath }), `${part}`);
    }
    const damagedPath = join(folder, 'damaged.txt');
    await writeFile(damagedPath, `${BOB}${ANN}\n`);
    await t.rejects(restoreDatabase(target, { ...restoreOptions, erasedUsersPath: damagedPath }), {
      message: `not the id of a user: "${BOB}${ANN}"`,
    });
    t.match(
      await runSql('SELECT count(*)::integer AS count FROM messages'),
      [{ count: 3 }],
      'nothing changed',
    );
    t.same(
      await runSql("SELECT datname FROM pg_database WHERE datname = current_database() || '_restoring'"),
      [],
      'a restore that failed leaves no second database',
    );

    t.match(await restoreDatabase(target, restoreOptions), {
      formerName: /_before_\d+$/,
      foundErasedUsersFile: true,
    });
    t.same(await runSql('SELECT id, sender_name, content, seq FROM messages WHERE deleted_at IS NULL'), [
      { id: 'msg_2', sender_name: 'Bob', content: 'Before the backup', seq: 2 },
    ]);
    t.same(await runSql(`SELECT name, active FROM users WHERE id = '${ANN}'`), [
      { name: 'Deleted user', active: false },
    ]);
    t.same(await runSql('SELECT sender_name, content, seq FROM messages WHERE deleted_at IS NOT NULL'), [
      { sender_name: 'Deleted user', content: null, seq: 1 },
    ]);
    t.same(await runSql('SELECT id FROM exports'), [], 'a backup contains no exports');
    t.match(await runSql('SELECT action, actor_id, target_id FROM audit_log'), [
      { action: 'user.erased', actor_id: 'restore', target_id: ANN },
    ]);
  },
);

t.test('a backup before an upgrade works, and a backup that fails leaves no file', async (t) => {
  const folder = t.testdir({ good: {}, broken: { 'erased-users.txt': {} } });
  const { url } = await createDatabase(t);
  const target = { url, binaries: findPostgresBinaryFolder(undefined) };
  t.match(await backUpDatabase(target, join(folder, 'good')), /\.dump$/);
  await t.rejects(backUpDatabase(target, join(folder, 'broken')), { code: 'EISDIR' });
  t.same(await readdir(join(folder, 'broken')), ['erased-users.txt']);
});

t.test('a dump of another program is refused, and the database stays', async (t) => {
  const { url, runSql } = await createDatabase(t);
  const target = { url, binaries: findPostgresBinaryFolder(undefined) };
  await runSql('CREATE TABLE shop (id integer); CREATE TABLE users (id integer)');
  const folder = t.testdir();
  const dumpPath = await backUpDatabase(target, folder);
  const restoreOptions = { dumpPath, programs: PROGRAMS, erasedUsersPath: join(folder, 'none.txt') };
  await t.rejects(restoreDatabase(target, restoreOptions), { message: /contains no database of KCS Chat/ });
  t.equal((await runSql('SELECT * FROM shop')).length, 0);
});

t.test('an incomplete last line of the file of erased users does not damage the next id', async (t) => {
  const { url, runSql } = await createDatabase(t);
  await runSql(`CREATE TABLE erasures (user_id text, requested_at timestamptz);
    INSERT INTO erasures VALUES ('${ANN}', now())`);
  const folder = t.testdir({ 'erased-users.txt': `${BOB}\r\n${ANN.slice(0, 9)}` });
  await backUpDatabase({ url, binaries: findPostgresBinaryFolder(undefined) }, folder);
  t.equal(await readFile(join(folder, 'erased-users.txt'), 'utf8'), `${BOB}\r\n${ANN.slice(0, 9)}\n${ANN}\n`);
});

t.test('warnings of PostgreSQL are not mixed into the rows of a query', async (t) => {
  const { url } = await createDatabase(t);
  const target = { url, binaries: findPostgresBinaryFolder(undefined) };
  const sql = "DO $$ BEGIN RAISE WARNING 'not a row'; END $$; SELECT 'a row'";
  t.same(await runPsql(target, sql), ['a row']);
});

t.test('a restore erases the users in both files and those that the former database lists', async (t) => {
  const { url, runSql } = await createDatabase(t);
  await runSql('CREATE TABLE messages (id text)');
  const target = { url, binaries: findPostgresBinaryFolder(undefined) };
  const folder = t.testdir({
    // These scripts replace the programs of chat-api. The second one records the ids, and drops the second database.
    'migrate.js': '',
    'erase-users.js': `
      import { execFileSync } from 'node:child_process';
      import { copyFileSync } from 'node:fs';
      copyFileSync(process.argv[2], process.argv[1].replace("erase-users.js", "erased.txt"));
      const [url, name] = process.env.DATABASE_URL.split(/\\/(?=\\w+$)/);
      execFileSync('${target.binaries}/psql', ['-d', url + '/postgres', '-c', 'DROP DATABASE ' + name]);`,
    'own.txt': 'user_1\nuser_2\n',
  });
  const dumpPath = await backUpDatabase(target, join(folder, 'backups'));
  await appendFile(join(folder, 'backups', 'erased-users.txt'), 'user_2\nuser_3\n');
  await runSql(`CREATE TABLE erasures (user_id text, requested_at timestamptz);
    INSERT INTO erasures VALUES ('user_3', now()), ('user_4', now())`);
  const restoreOptions = { dumpPath, programs: folder, erasedUsersPath: join(folder, 'own.txt') };

  await t.rejects(restoreDatabase(target, restoreOptions), { message: /_restoring" does not exist/ });
  const erasedText = await readFile(join(folder, 'erased.txt'), 'utf8');
  t.same(erasedText.trim().split('\n').sort(), ['user_1', 'user_2', 'user_3', 'user_4']);
  t.equal((await runSql('SELECT FROM erasures')).length, 2, 'the former database kept its name');

  await writeFile(join(folder, 'erase-users.js'), '');
  await rm(join(folder, 'own.txt'));
  await rm(join(folder, 'backups', 'erased-users.txt'));
  t.match(await restoreDatabase(target, restoreOptions), { foundErasedUsersFile: false });
});

/** Creates an empty database. All databases whose names begin with its name are dropped when the test ends. */
async function createDatabase(t: Test) {
  const sharedUrl = process.env.KCS_TEST_POSTGRES_URL;
  const ownServer = sharedUrl === undefined ? await startPostgres() : undefined;
  const name = `kcs_backup_${randomBytes(6).toString('hex')}`;
  const maintenanceUrl = new URL(sharedUrl ?? (ownServer?.url as string));
  maintenanceUrl.pathname = '/postgres';
  const databaseUrl = new URL(maintenanceUrl);
  databaseUrl.pathname = `/${name}`;
  await runOn(maintenanceUrl.href, `CREATE DATABASE ${name}`);
  t.teardown(async () => {
    const rows = await runOn(
      maintenanceUrl.href,
      `SELECT datname FROM pg_database WHERE datname LIKE '${name}%'`,
    );
    for (const { datname } of rows) await runOn(maintenanceUrl.href, `DROP DATABASE ${datname} WITH (FORCE)`);
    await ownServer?.stop();
  });
  return { url: databaseUrl.href, runSql: (sql: string) => runOn(databaseUrl.href, sql) };
}

async function runOn(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(sql);
    return Array.isArray(result) ? [] : result.rows;
  } finally {
    await client.end();
  }
}
