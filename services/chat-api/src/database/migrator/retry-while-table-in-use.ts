import { sleep } from '@kcs/service-kit';
import type { ClientBase } from 'pg';
import { getSqlState } from '../database-error.ts';

/**
 * How long to wait for a table lock. The wait must be short, because all later queries on the table queue behind the
 * waiting migration.
 */
const LOCK_TIMEOUT_MS = 2_000;
const PAUSE_MS = 3_000;
/** Maximum number of attempts. 24 attempts and the pauses between them take two minutes. */
const MAX_ATTEMPTS = 24;
export const LOCK_NOT_AVAILABLE_SQLSTATE = '55P03';

/**
 * Thrown if a table stays in use. The error has no `cause`, because callers would mistake a lock timeout for an outage
 * and retry.
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
 * seconds so that other queries can run, and tries again. `transaction` must roll back when it fails.
 *
 * Throws TableInUseError after the last attempt. Throws any other error of `transaction` immediately.
 */
export async function retryWhileTableInUse<T>(
  client: ClientBase,
  transaction: () => Promise<T>,
  { attempts = MAX_ATTEMPTS, pauseMs = PAUSE_MS }: { attempts?: number; pauseMs?: number } = {},
): Promise<T> {
  await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
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
