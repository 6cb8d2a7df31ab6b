import { startTestDatabase, type TestDatabase } from '@kcs/testkit';
import t from 'tap';
import { type Column, readPrismaSchema, type Table } from './support/read-prisma-schema.ts';

/** Tables that only SQL uses, so they have no Prisma model. The `schema_*` tables belong to the migrator. */
const TABLES_WITHOUT_A_MODEL = [
  'audit_log',
  'erasures',
  'export_parts',
  'export_people',
  'exports',
  'meetings',
  'message_counts',
  'message_mentions',
  'message_search',
  'notification_seen',
  'notification_seen_before',
  'notification_targets',
  'notifications',
  'room_changes',
  'room_progress',
  'search_entries',
  'search_progress',
  'search_segments',
  'search_walk',
  'stream_lives',
  'schema_functions',
  'schema_migrations',
];

const SELECT_TABLES = `
  SELECT oid::integer, relname AS name FROM pg_class
  WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace
    AND relname <> ALL ($1)`;

/**
 * Selects all columns except generated ones. The Prisma schema omits generated columns, because only SQL reads them.
 */
const SELECT_COLUMNS = `
  SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
    pg_get_expr(d.adbin, d.adrelid) AS default
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''`;

/** Selects only indexes that a Prisma schema can express: B-trees on plain columns that cover all rows. */
const SELECT_INDEXES = `
  SELECT i.indisprimary AS "isPrimary", i.indisunique AS "isUnique",
    format('%s (%s)', c.relname, (
      SELECT string_agg(a.attname, ', ' ORDER BY k.position)
      FROM unnest(i.indkey) WITH ORDINALITY k(attnum, position)
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum)) AS definition
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
  WHERE i.indrelid = $1 AND m.amname = 'btree' AND i.indpred IS NULL AND i.indexprs IS NULL
  ORDER BY c.relname`;

const SELECT_FOREIGN_KEYS = `
  SELECT format('%s: %s', conname, pg_get_constraintdef(oid)) AS definition FROM pg_constraint
  WHERE conrelid = $1 AND contype = 'f' ORDER BY conname`;

async function readTable(database: TestDatabase, oid: number): Promise<Table> {
  const readRows = async (sql: string) => (await database.query(sql, [oid])).rows;
  const columns = (await readRows(SELECT_COLUMNS)) as (Column & { name: string })[];
  const indexes = (await readRows(SELECT_INDEXES)) as {
    isPrimary: boolean;
    isUnique: boolean;
    definition: string;
  }[];
  const listIndexDefinitions = (isWanted: (index: (typeof indexes)[number]) => boolean) =>
    indexes.filter(isWanted).map(({ definition }) => definition);
  return {
    columns: Object.fromEntries(columns.map(({ name, ...column }) => [name, column])),
    primaryKey: listIndexDefinitions(({ isPrimary }) => isPrimary).join(),
    unique: listIndexDefinitions(({ isPrimary, isUnique }) => isUnique && !isPrimary),
    indexes: listIndexDefinitions(({ isUnique }) => !isUnique),
    foreignKeys: (await readRows(SELECT_FOREIGN_KEYS)).map(({ definition }) => definition),
  };
}

t.test('schema.prisma describes the migrated database', async (t) => {
  const database = await startTestDatabase(t);
  const { rows } = await database.query(SELECT_TABLES, [TABLES_WITHOUT_A_MODEL]);
  const tablesInDatabase = await Promise.all(
    rows.map(async ({ oid, name }) => [name, await readTable(database, oid)] as const),
  );
  const tablesInPrismaSchema = await readPrismaSchema(new URL('../../prisma/schema.prisma', import.meta.url));
  t.same(
    Object.keys(tablesInPrismaSchema).sort(),
    tablesInDatabase.map(([name]) => name).sort(),
    'every table has a model or is listed above',
  );
  for (const [name, table] of tablesInDatabase) t.same(tablesInPrismaSchema[name], table, name);
});
