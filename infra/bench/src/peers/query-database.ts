import pg from 'pg';

/** Runs SQL without parameters on a separate connection, and returns the rows of the last statement. */
export async function queryDatabase(
  databaseUrl: string,
  sql: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const results: pg.QueryResult | pg.QueryResult[] = await client.query(sql);
    return (Array.isArray(results) ? results.at(-1)?.rows : results.rows) ?? [];
  } finally {
    await client.end();
  }
}

/** Returns the number of rows in a table. */
export async function countRows(databaseUrl: string, table: string): Promise<number> {
  const [row] = await queryDatabase(databaseUrl, `SELECT count(*)::integer AS count FROM ${table}`);
  return Number(row?.count);
}
