import type { DisposableDatabase } from './empty-database.ts';

/**
 * Names to ignore when databases are compared: Prisma's migration table, and the weekly partitions, which depend on the
 * current date.
 */
const IGNORED_NAMES_PATTERN_SQL = "'^(_prisma_migrations|room_events_[0-9]{8})'";

const SELECT_DEFINITIONS = `
  WITH relation AS (
    SELECT * FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname !~ ${IGNORED_NAMES_PATTERN_SQL}
  )
  SELECT format('extension %s', extname) AS line FROM pg_extension
  UNION ALL
  SELECT format('%s %s partition by: %s bound: %s options: %s', relkind, relname,
    CASE WHEN relkind = 'p' THEN pg_get_partkeydef(oid) END, pg_get_expr(relpartbound, oid), reloptions)
  FROM relation
  UNION ALL
  SELECT format('%s column %s: %s %s not null: %s default: %s collation: %s', r.relname,
    row_number() OVER (PARTITION BY r.oid ORDER BY a.attnum), a.attname, format_type(a.atttypid, a.atttypmod),
    a.attnotnull, pg_get_expr(d.adbin, d.adrelid), c.collname)
  FROM relation r
  JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
  LEFT JOIN pg_collation c ON c.oid = a.attcollation
  UNION ALL
  SELECT format('%s constraint %s: %s', r.relname, c.conname, pg_get_constraintdef(c.oid))
  FROM relation r JOIN pg_constraint c ON c.conrelid = r.oid
  UNION ALL
  SELECT pg_get_indexdef(oid) FROM relation WHERE relkind IN ('i', 'I')
  UNION ALL
  SELECT format('view %s: %s', relname, pg_get_viewdef(oid)) FROM relation WHERE relkind = 'v'
  UNION ALL
  SELECT pg_get_functiondef(p.oid) FROM pg_proc p
  WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  ORDER BY line`;

/** Returns the definitions of all database objects as sorted strings. */
export async function describeDatabase(database: DisposableDatabase): Promise<string[]> {
  return (await database.query(SELECT_DEFINITIONS)).map(({ line }) => String(line));
}

/** Returns all rows of every table as JSON, except the two tables of the migrator. */
export async function readAllRows(database: DisposableDatabase): Promise<Record<string, string[]>> {
  const tableNameRows = await database.query(`
    SELECT relname AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'schema\\_%'`);
  const readRows = async (name: string) =>
    (await database.query(`SELECT to_jsonb(t)::text AS row FROM ${name} t ORDER BY 1`)).map(
      ({ row }) => row as string,
    );
  return Object.fromEntries(
    await Promise.all(tableNameRows.map(async ({ name }) => [name, await readRows(name as string)] as const)),
  );
}
