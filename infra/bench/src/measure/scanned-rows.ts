import type { TestDatabase } from '@kcs/testkit';

/**
 * Returns the number of rows that sequential scans have read so far from each table of messages, events, and search
 * data. Omits tables that were never scanned sequentially.
 */
export async function countSequentiallyScannedRows(database: TestDatabase): Promise<Map<string, number>> {
  const { rows } = await database.query(`
    SELECT relname AS name, seq_tup_read::integer AS rows FROM pg_stat_user_tables
    WHERE seq_tup_read > 0 AND relname ~ '^(messages|room_events|search_entries|message_counts|message_mentions)'`);
  return new Map(rows.map(({ name, rows: scanned }) => [name, scanned]));
}
