import type { TestContext } from '@kcs/testkit';
import pg from 'pg';

/**
 * The key of the advisory lock that chat-api's search index job takes for each step. The job skips the step if another
 * session holds the lock.
 */
const SEARCH_INDEX_LOCK_KEY = 0x6b637334;
const POLL_INTERVAL_MS = 100;
const INDEX_TIMEOUT_MS = 60_000;

/**
 * Keeps chat-api from adding messages to the search index while the path of messages is measured. chat-api indexes
 * messages every 2 s, outside of their path. Without the hold, a measurement would include the indexing of earlier
 * messages, but not that of its own.
 */
export class SearchIndexHold {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(t: TestContext, databaseUrl: string): Promise<SearchIndexHold> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    t.teardown(() => client.end());
    return new SearchIndexHold(client);
  }

  /**
   * Waits until all messages are indexed, and then holds back further indexing. Resolves with a function that lets
   * chat-api index the new messages, and that resolves when they are indexed.
   */
  async hold(): Promise<() => Promise<void>> {
    await this.waitUntilIndexed();
    await this.#client.query('SELECT pg_advisory_lock($1)', [SEARCH_INDEX_LOCK_KEY]);
    return async () => {
      await this.#client.query('SELECT pg_advisory_unlock($1)', [SEARCH_INDEX_LOCK_KEY]);
      await this.waitUntilIndexed();
    };
  }

  async waitUntilIndexed(): Promise<void> {
    const deadline = performance.now() + INDEX_TIMEOUT_MS;
    while (!(await this.#isIndexed())) {
      if (performance.now() > deadline)
        throw new Error(`The search index is not complete after ${INDEX_TIMEOUT_MS} ms`);
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
    }
  }

  async #isIndexed(): Promise<boolean> {
    const { rows } = await this.#client.query(`
      SELECT (SELECT below IS NULL FROM search_walk) AND NOT EXISTS (
        SELECT FROM rooms r LEFT JOIN room_progress p ON p.room_id = r.id
        WHERE r.last_seq > coalesce(p.indexed_seq, 0) AND r.deleted_at IS NULL) AS done`);
    return rows[0]?.done === true;
  }
}
