import { sleep } from '@kcs/service-kit';
import type { ClientBase } from 'pg';
import { sqlState } from '../database-error.ts';

/** Short, because while a migration waits for a table lock, every other query on that table queues behind it. */
const LOCK_TIMEOUT_MS = 2_000;
const PAUSE_MS = 3_000;
/** The attempts and the pauses between them take two minutes in total. */
const ATTEMPTS = 24;
export const LOCK_NOT_AVAILABLE = '55P03';

/** Thrown without a `cause`, because callers would take the lock timeout for an outage and retry. */
class TableInUseError extends Error {
  constructor() {
    super(
      'a table stayed in use for two minutes, for example by a dump or a long transaction. ' +
        'Find the session that uses the table in pg_stat_activity, wait for that session or end it, and migrate again',
    );
    this.name = 'TableInUseError';
  }
}

/**
 * Runs a transaction that needs table locks. If a lock is not granted within two seconds, pauses for three seconds so
 * that other queries can run, and then tries again. `transaction` must roll back when it fails.
 *
 * Throws TableInUseError after the last attempt. Any other error of `transaction` is thrown immediately.
 */
export async function retryWhileTableInUse<T>(
  client: ClientBase,
  transaction: () => Promise<T>,
  { attempts = ATTEMPTS, pauseMs = PAUSE_MS }: { attempts?: number; pauseMs?: number } = {},
): Promise<T> {
  await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
      if (attempt === attempts) throw new TableInUseError();
      await sleep(pauseMs);
    }
  }
}
