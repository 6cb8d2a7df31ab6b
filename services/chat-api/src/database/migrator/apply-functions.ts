import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { SqlFile } from '../sql-files.ts';
import { runNamedScript } from './migration-error.ts';
import { retryWhileTableInUse } from './retry-while-table-in-use.ts';

/**
 * Creates or replaces the SQL functions that are new or whose text has changed since the last run, and records their
 * checksums in `schema_functions`. Makes all changes in one transaction. Returns the names of these functions.
 *
 * If PostgreSQL rejects a function, throws `MigrationError` and changes no function.
 */
export async function applySqlFunctions(client: ClientBase, files: readonly SqlFile[]): Promise<string[]> {
  await client.query(`
    CREATE TABLE IF NOT EXISTS schema_functions (
      name text PRIMARY KEY,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`);
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_functions',
  );
  const appliedChecksumByName = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  const changedFiles = files.filter(
    ({ name, text }) => appliedChecksumByName.get(name) !== computeChecksum(text),
  );
  if (changedFiles.length > 0)
    await retryWhileTableInUse(client, () => replaceSqlFunctions(client, changedFiles));
  return changedFiles.map(({ name }) => name);
}

async function replaceSqlFunctions(client: ClientBase, files: readonly SqlFile[]): Promise<void> {
  const createSqlFunctions = async () => {
    for (const { name, text } of files) await runNamedScript(`Function ${name}`, () => client.query(text));
  };
  await client.query('BEGIN');
  try {
    // SQL functions may call each other, so first create all of them without checking their bodies. Then create them
    // again with the check.
    await client.query('SET LOCAL check_function_bodies = off');
    await createSqlFunctions();
    await client.query('SET LOCAL check_function_bodies = on');
    await createSqlFunctions();
    for (const { name, text } of files) {
      await client.query(
        `INSERT INTO schema_functions (name, checksum) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum, applied_at = now()`,
        [name, computeChecksum(text)],
      );
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

const computeChecksum = (text: string): string => createHash('sha256').update(text).digest('hex');
