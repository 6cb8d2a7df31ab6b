import type { ClientBase } from 'pg';
import { getSqlState } from '../error-causes.ts';
import { LOCK_NOT_AVAILABLE_SQLSTATE } from './retry-while-table-in-use.ts';

/**
 * The key of the advisory lock that every migrating process takes: "kcs1" in ASCII. Nothing else in KCS Chat uses this
 * key.
 */
const MIGRATION_LOCK_KEY = 0x6b637331;

class MigrationLockError extends Error {
  constructor(waitMs: number) {
    super(
      `another migrate process has held the migration lock for ${waitMs / 1_000} s. ` +
        "Find its session in pg_locks (locktype 'advisory'), wait for that session or end it, and migrate again. " +
        'If a connection pooler keeps the lock after its client has disconnected, set MIGRATION_DATABASE_URL to the URL of PostgreSQL itself.',
    );
    this.name = 'MigrationLockError';
  }
}

/**
 * Acquires the PostgreSQL advisory lock that lets only one process migrate a database. The lock belongs to the
 * PostgreSQL session, so it is released when the process ends.
 *
 * Throws `MigrationLockError` if the lock is still not available after `waitMs`.
 */
export async function takeMigrationLock(client: ClientBase, waitMs: number): Promise<void> {
  await client.query(`SET lock_timeout = ${waitMs}`);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK_KEY]);
  } catch (error) {
    throw getSqlState(error) === LOCK_NOT_AVAILABLE_SQLSTATE ? new MigrationLockError(waitMs) : error;
  }
}
