import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';

/** The minimum time between two renewals, so that a server that stays read-only is not flooded with new connections. */
const MIN_RENEWAL_INTERVAL_MS = 1_000;

/** A Prisma adapter that can replace its open PostgreSQL connections with new ones while it keeps serving queries. */
export class RenewableConnections extends PrismaPg {
  readonly #openedAt = new WeakMap<pg.ClientBase, number>();
  #pool: pg.Pool | undefined;
  #renewedAt = Number.NEGATIVE_INFINITY;

  override async connect() {
    const prismaAdapter = await super.connect();
    this.#pool = prismaAdapter.underlyingDriver();
    this.#pool.on('connect', (client) => this.#openedAt.set(client, performance.now()));
    return prismaAdapter;
  }

  /**
   * Replaces each of the currently open connections as soon as it is idle. Call this method when the server rejects
   * writes because it is read-only. After a failover, existing connections still lead to the former primary server, but
   * new ones lead to the current one.
   */
  renew(): void {
    const now = performance.now();
    const pool = this.#pool;
    if (!pool || now - this.#renewedAt < MIN_RENEWAL_INTERVAL_MS) return;
    this.#renewedAt = now;
    for (let i = pool.totalCount; i > 0; i -= 1) {
      pool
        .connect()
        .then((client) => client.release((this.#openedAt.get(client) ?? now) < now))
        .catch(() => {
          // Do nothing if the server is unreachable or no connection became idle in time. The next refused write starts
          // another renewal.
        });
    }
  }
}
