import type { TestDatabase } from '@kcs/testkit';

/**
 * Returns how many rows of the tables of messages and events were read by scans from beginning to end, by table. Tables
 * without such a scan are left out, and so are scans of empty partitions.
 */
export async function countScannedRows(database: TestDatabase): Promise<Map<string, number>> {
  const { rows } = await database.query(`
    SELECT relname AS name, seq_tup_read::integer AS rows FROM pg_stat_user_tables
    WHERE seq_tup_read > 0 AND relname ~ '^(messages|room_events|search_entries|message_counts|message_mentions)'`);
  return new Map(rows.map(({ name, rows: scanned }) => [name, scanned]));
}
