import { splitServerUrl } from '@kcs/service-kit';
import pg from 'pg';

/** The time limit for asking one server whether it accepts writes. */
const PROBE_TIMEOUT_MS = 2_000;
/** How often the primary server is asked whether it still answers, so that a frozen server is noticed within 5 s. */
const WATCH_INTERVAL_MS = 3_000;
/** The minimum time between two searches, so that servers that are all down are not flooded with connections. */
const MIN_SEARCH_INTERVAL_MS = 250;
/** The SQLSTATE `read_only_sql_transaction`. */
const READ_ONLY_SQLSTATE = '25006';

/**
 * Tracks which server in `DATABASE_URL` is the primary server, the one that accepts writes. After a failover, a search
 * finds the new one.
 */
export class PrimaryServer {
  readonly #urls: readonly string[];
  #url: string;
  #search: Promise<void> | undefined;
  #searchedAt = Number.NEGATIVE_INFINITY;
  #watchTimer: NodeJS.Timeout | undefined;

  /** `urls` is a PostgreSQL URL with one host or several. Until the first search, the first host counts as primary. */
  constructor(urls: string) {
    this.#urls = splitServerUrl(urls);
    this.#url = this.#urls[0] as string;
  }

  /** The URL of the last known primary server. */
  get url(): string {
    return this.#url;
  }

  /** Whether `DATABASE_URL` has more than one server. */
  get hasOthers(): boolean {
    return this.#urls.length > 1;
  }

  /**
   * Asks all servers whether they accept writes. `url` is then the URL of the first one that does, or remains as it is
   * if none does. Does nothing if there is only one server, or if the last search ended less than 250 ms ago. Calls
   * during a search wait for its end.
   */
  async find(): Promise<void> {
    if (!this.hasOthers || performance.now() - this.#searchedAt < MIN_SEARCH_INTERVAL_MS) return;
    this.#search ??= this.#askAllServers().finally(() => {
      this.#search = undefined;
      this.#searchedAt = performance.now();
    });
    await this.#search;
  }

  /**
   * Starts asking the primary server every 3 s whether it still accepts writes. Calls `onFailure` if it does not. Does
   * nothing if there is only one server.
   */
  watch(onFailure: () => void): void {
    if (!this.hasOthers) return;
    this.#watchTimer ??= setInterval(
      () => probeServer(this.#url).catch(onFailure),
      WATCH_INTERVAL_MS,
    ).unref();
  }

  stopWatching(): void {
    clearInterval(this.#watchTimer);
    this.#watchTimer = undefined;
  }

  async #askAllServers(): Promise<void> {
    try {
      this.#url = await Promise.any(this.#urls.map(probeServer));
    } catch {
      // No server accepts writes now. The next failed query starts another search.
    }
  }
}

/** Returns the URL. Throws if the server is unreachable or refuses writes. */
async function probeServer(url: string): Promise<string> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
    application_name: 'chat-api primary search',
  });
  // Ignore the `error` event, because the query below fails and reports the problem.
  client.on('error', () => {});
  try {
    await client.connect();
    await assertPrimary(client);
  } finally {
    void client.end().catch(() => {});
  }
  return url;
}

/** Throws an error with the SQLSTATE 25006 if the server of this connection refuses writes, as a standby server does. */
export async function assertPrimary(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ refuses_writes: boolean }>(
    `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS refuses_writes`,
  );
  if (!rows[0]?.refuses_writes) return;
  throw Object.assign(new Error('This PostgreSQL server refuses writes'), { code: READ_ONLY_SQLSTATE });
}
