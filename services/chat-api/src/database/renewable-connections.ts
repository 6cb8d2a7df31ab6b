import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { assertPrimary, PrimaryServer } from './primary-server.ts';

type AdapterOptions = ConstructorParameters<typeof PrismaPg>[1];

/** The minimum time between two renewals, so that a server that stays read-only is not flooded with new connections. */
const MIN_RENEWAL_INTERVAL_MS = 1_000;

/**
 * A Prisma adapter that can replace its open PostgreSQL connections with new ones while it keeps serving queries. If
 * the URL has several hosts, new connections lead to the primary server among them.
 */
export class RenewableConnections extends PrismaPg {
  readonly #primaryServer: PrimaryServer;
  /** The open connections, with the time when each was opened and the URL of its server. */
  readonly #openConnections = new Map<pg.PoolClient, { openedAt: number; url: string }>();
  #pool: pg.Pool | undefined;
  #renewedAt = Number.NEGATIVE_INFINITY;

  constructor(config: pg.PoolConfig & { connectionString: string }, options: AdapterOptions) {
    const primaryServer = new PrimaryServer(config.connectionString);
    super(primaryServer.hasOthers ? followPrimaryServer(config, primaryServer) : config, options);
    this.#primaryServer = primaryServer;
  }

  override async connect() {
    await this.#primaryServer.find();
    this.#primaryServer.watch(() => void this.followFailover());
    const prismaAdapter = await super.connect();
    this.#pool = prismaAdapter.underlyingDriver();
    this.#pool.on('connect', (client) =>
      this.#openConnections.set(client, { openedAt: performance.now(), url: this.#primaryServer.url }),
    );
    this.#pool.on('remove', (client) => this.#openConnections.delete(client as pg.PoolClient));
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
        .then((client) => client.release((this.#openConnections.get(client)?.openedAt ?? now) < now))
        .catch(() => {
          // Do nothing if the server is unreachable or no connection became idle in time. The next refused write starts
          // another renewal.
        });
    }
  }

  /** Stops the regular probes of the primary server. */
  stopWatching(): void {
    this.#primaryServer.stopWatching();
  }

  /**
   * Looks for the primary server if there are several servers. If a failover has happened, ends the connections to the
   * other servers, so that queries that wait for a frozen server fail. Call this method when PostgreSQL is unavailable
   * or refuses a write. It also runs whenever the primary server does not answer a regular probe.
   */
  async followFailover(): Promise<void> {
    await this.#primaryServer.find();
    for (const [client, { url }] of this.#openConnections) {
      const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
      if (url !== this.#primaryServer.url) connection.stream.destroy();
    }
  }
}

/** Returns pool settings with which each new connection leads to the current primary server, or fails. */
const followPrimaryServer = (config: pg.PoolConfig, primaryServer: PrimaryServer): pg.PoolConfig => ({
  ...config,
  Client: class extends pg.Client {
    constructor(clientConfig?: pg.ClientConfig) {
      super({ ...clientConfig, connectionString: primaryServer.url });
    }
  },
  onConnect: assertPrimary,
});
