import { sleep } from '@kcs/service-kit';

/** While a migration waits for a table, everybody else waits behind it; so it waits shortly, and again later. */
const LOCK_TIMEOUT_MS = 2_000;
const PAUSE_MS = 3_000;
const ATTEMPTS = 24;
const LOCK_NOT_AVAILABLE = '55P03';

interface Connection {
  query(sql: string): Promise<unknown>;
  on(event: 'error', listener: () => void): unknown;
  release(destroy: true): void;
}

class TableInUseError extends Error {
  constructor(cause: unknown) {
    super(
      'a table stayed in use for two minutes, by a dump or a long transaction; see pg_stat_activity for who holds it, ' +
        'and migrate again after it',
      { cause },
    );
    this.name = 'TableInUseError';
  }
}

/**
 * Runs a migration's script whole. Where a table is in use it lets everybody else pass and tries again, for two
 * minutes.
 * @throws TableInUseError; whatever PostgreSQL says of the script
 */
export async function runMigration(pool: { connect(): Promise<Connection> }, script: string): Promise<void> {
  const connection = await pool.connect();
  // A query that it breaks under says so by itself; between two there is nothing to say.
  connection.on('error', () => {});
  try {
    await connection.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await connection.query(script);
        return;
      } catch (error) {
        if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
        if (attempt === ATTEMPTS) throw new TableInUseError(error);
        await sleep(PAUSE_MS);
      }
    }
  } finally {
    // With its setting, and what listens to it.
    connection.release(true);
  }
}
