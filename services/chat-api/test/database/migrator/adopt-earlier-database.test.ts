import { readFile } from 'node:fs/promises';
import t, { type Test } from 'tap';
import { applyMigrations } from '../../../src/database/migrator/apply-migrations.ts';
import { describeDatabase, readAllRows } from '../support/describe-database.ts';
import { createEmptyDatabase, type DisposableDatabase } from '../support/empty-database.ts';

const EARLIER_DATABASE_SQL_URL = new URL('../fixtures/database-of-13b63ac.sql', import.meta.url);

/** Creates a database with the schema and data of commit 13b63ac, the last version before the current migrator. */
async function createEarlierDatabase(t: Test): Promise<DisposableDatabase> {
  const database = await createEmptyDatabase(t);
  await database.query(await readFile(EARLIER_DATABASE_SQL_URL, 'utf8'));
  return database;
}

/** Returns `rows` without the tables and columns that `earlier` does not have, because a later migration added them. */
function omitNewerTablesAndColumns(earlier: Record<string, string[]>, rows: Record<string, string[]>) {
  return Object.fromEntries(
    Object.entries(earlier).map(([table, [first = '{}']]) => {
      const columnNames = Object.keys(JSON.parse(first));
      const formatEarlierColumns = (row: Record<string, unknown>) =>
        JSON.stringify(columnNames.map((name) => row[name]));
      return [table, (rows[table] ?? []).map((row) => formatEarlierColumns(JSON.parse(row))).sort()];
    }),
  );
}

t.test('concurrent migrators adopt the database of an earlier version once and keep every row', async (t) => {
  const database = await createEarlierDatabase(t);
  const stateBefore = await readAllRows(database);
  const migrationResults = await Promise.all([1, 2, 3].map(() => applyMigrations(database.url)));
  const adoptionResults = migrationResults.filter(({ adopted }) => adopted);
  t.equal(adoptionResults.length, 1, 'one of several processes adopts it');
  t.notOk(adoptionResults[0]?.migrations.includes('0001_initial'), 'its tables stay');
  t.same(
    omitNewerTablesAndColumns(stateBefore, await readAllRows(database)),
    omitNewerTablesAndColumns(stateBefore, stateBefore),
  );
  t.ok(
    (stateBefore.messages?.length ?? 0) > 10 && (stateBefore.reactions?.length ?? 0) > 0,
    'the fixture has data',
  );
  t.same(await applyMigrations(database.url), { adopted: false, migrations: [], functions: [] });
});

t.test('a database of an earlier version gets the same schema as a new database', async (t) => {
  const adoptedDatabase = await createEarlierDatabase(t);
  const newDatabase = await createEmptyDatabase(t);
  await Promise.all([adoptedDatabase, newDatabase].map(({ url }) => applyMigrations(url)));
  const adoptedDefinitions = await describeDatabase(adoptedDatabase);
  t.same(adoptedDefinitions, await describeDatabase(newDatabase));
  for (const part of ['messages_client_key', 'message_texts', 'FUNCTION public.send_messages', 'pg_trgm']) {
    t.ok(
      adoptedDefinitions.some((line) => line.includes(part)),
      `the comparison covers ${part}`,
    );
  }
});

t.test('SQL functions work on the rows of a database that an earlier version created', async (t) => {
  const database = await createEarlierDatabase(t);
  await applyMigrations(database.url);
  const [room] = await database.query(`
    SELECT r.id, r.last_seq, r.created_by FROM rooms r WHERE r.name = 'Class 4b'`);
  const newMessage = {
    i: 0,
    id: 'msg_new',
    room_id: room?.id,
    sender_id: room?.created_by,
    content: 'Hello',
    message_type: 'text',
    mentions: [],
  };
  const [sent] = await database.query('SELECT * FROM send_messages($1)', [JSON.stringify([newMessage])]);
  t.match(sent, { status: 'created', seq: Number(room?.last_seq) + 1 });
});

t.test('the upkeep indexes and counts the messages of a database from an earlier version', async (t) => {
  const database = await createEarlierDatabase(t);
  await applyMigrations(database.url);
  await database.query(
    'SELECT index_rooms((SELECT array_agg(id) FROM rooms), 1000), continue_search_walk(5, 3), continue_search_walk(1000, 1000), count_messages_in_rooms((SELECT array_agg(id) FROM rooms))',
  );
  const [counts] = await database.query(`
    SELECT (SELECT count(*)::integer FROM messages WHERE content IS NOT NULL) AS messages,
      (SELECT count(*)::integer FROM search_entries) AS entries,
      (SELECT coalesce(sum(cardinality(array_remove(mentions, sender_id))), 0)::integer FROM messages) AS mentioned,
      (SELECT count(*)::integer FROM message_mentions) AS mentions,
      (SELECT below FROM search_walk) AS below`);
  t.ok(Number(counts?.messages) > 10, 'the fixture has messages');
  t.equal(counts?.entries, counts?.messages);
  t.equal(counts?.mentions, counts?.mentioned);
  t.equal(counts?.below, null, 'nothing remains to be done');
});

const invalidDatabaseCases: [title: string, change: string, message: RegExp][] = [
  [
    'lacks a migration',
    "DELETE FROM _prisma_migrations WHERE migration_name = '20261123000001_partitions_in_utc'",
    /these migrations are missing: 20261123000001_partitions_in_utc\. .*13b63ac/,
  ],
  [
    'has a migration that was rolled back',
    "UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '20261122000002_search'",
    /these migrations are missing: 20261122000002_search\. .*13b63ac/,
  ],
  [
    'has a migration that failed',
    "UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '20261122000002_search'",
    /these migrations failed: 20261122000002_search\. .*13b63ac/,
  ],
  [
    'has no migration',
    'DELETE FROM _prisma_migrations',
    /these migrations are missing: 20261122000000_first, .*13b63ac/,
  ],
];
for (const [title, change, message] of invalidDatabaseCases) {
  t.test(
    `the migrator refuses and does not change the database of an earlier version that ${title}`,
    async (t) => {
      const database = await createEarlierDatabase(t);
      await database.query(change);
      const stateBefore = [await describeDatabase(database), await readAllRows(database)];
      await t.rejects(applyMigrations(database.url), { name: 'EarlierDatabaseError', message });
      t.same([await describeDatabase(database), await readAllRows(database)], stateBefore);
    },
  );
}

t.test(
  'the migrator accepts a rolled-back migration of an earlier version if a later attempt completed',
  async (t) => {
    const database = await createEarlierDatabase(t);
    await database.query(`
    INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, rolled_back_at)
    SELECT 'first-attempt', checksum, migration_name, started_at, now() FROM _prisma_migrations
    WHERE migration_name = '20261122000002_search'`);
    t.match(await applyMigrations(database.url), { adopted: true });
  },
);
