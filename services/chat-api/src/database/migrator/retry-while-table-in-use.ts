import { sleep } from '@kcs/service-kit';
import type { ClientBase } from 'pg';
import { getSqlState } from '../error-causes.ts';

/**
 * How long to wait for a table lock. The wait must be short, because all later queries on the table wait behind the
 * migration.
 */
const TABLE_LOCK_TIMEOUT_MS = 2_000;
const RETRY_PAUSE_MS = 3_000;
/** Maximum number of attempts. With the pauses between them, 24 attempts take about two minutes. */
const MAX_LOCK_ATTEMPTS = 24;
export const LOCK_NOT_AVAILABLE_SQLSTATE = '55P03';

/**
 * Thrown if a table stays in use. The error does not have the lock timeout as its `cause`, because callers would then
 * mistake this error for an outage and retry.
 */
class TableInUseError extends Error {
  constructor() {
    super(
      'a table stayed in use for two minutes, for example by a dump or a long transaction. ' +
        'Find the session that uses the table in pg_stat_activity, wait for that session or end it, and migrate again.',
    );
    this.name = 'TableInUseError';
  }
}

/**
 * Runs a transaction that needs table locks. If PostgreSQL does not grant a lock within two seconds, pauses for three
 * seconds so that other queries can run, and then runs the transaction again. `transaction` must roll back before it
 * rejects.
 *
 * Throws `TableInUseError` if the last attempt also fails to get a lock. Throws any other error from `transaction`
 * immediately.
 */
export async function retryWhileTableInUse<T>(
  client: ClientBase,
  transaction: () => Promise<T>,
  { attempts = MAX_LOCK_ATTEMPTS, pauseMs = RETRY_PAUSE_MS }: { attempts?: number; pauseMs?: number } = {},
): Promise<T> {
  await client.query(`SET lock_timeout = ${TABLE_LOCK_TIMEOUT_MS}`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (getSqlState(error) !== LOCK_NOT_AVAILABLE_SQLSTATE) throw error;
      if (attempt === attempts) throw new TableInUseError();
      await sleep(pauseMs);
    }
  }
}
