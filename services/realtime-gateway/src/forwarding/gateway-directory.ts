import {
  type Logger,
  repeatEvery,
  type ScriptClient,
  ScriptRunner,
  type Stoppable,
  sleep,
} from '@kcs/service-kit';
import { OutageLog } from '../health/outage-log.ts';
import { formatDirectoryEntry, type GatewayAddress, parseDirectoryEntry } from './gateway-address.ts';

interface GatewayDirectoryOptions {
  readonly scripts: ScriptClient;
  readonly gatewayName: string;
  readonly heartbeatMs: number;
  readonly leaseMs: number;
  readonly logger: Logger;
}

interface KnownGateway {
  readonly address: GatewayAddress;
  readonly seenAt: number;
}

const DIRECTORY_KEY = 'kcs:gateways';
/** Minimum time between two reads of the directory, so that requests with invented gateway names cost Redis little. */
const MIN_READ_INTERVAL_MS = 200;

/**
 * The addresses of all running gateways. Each gateway keeps its own address in Redis as a lease, and a copy of all
 * addresses in memory. While Redis does not answer, the copy stays in use. After Redis has lost its data, the copy stays
 * in use for the duration of a lease, within which every gateway has announced itself again.
 */
export class GatewayDirectory {
  readonly #options: GatewayDirectoryOptions;
  readonly #scripts: ScriptRunner<'announce'>;
  readonly #outage: OutageLog;
  readonly #gateways = new Map<string, KnownGateway>();
  #ownEntry: string | undefined;
  #timer: Stoppable | undefined;
  #nextRead: Promise<void> | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(options: GatewayDirectoryOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.logger, 'Announcing this gateway to the other gateways');
    this.#scripts = new ScriptRunner({
      client: options.scripts,
      folder: new URL('./scripts/', import.meta.url),
      root: DIRECTORY_KEY,
    });
  }

  /**
   * Announces the address of this gateway now and at every heartbeat. Resolves after the first attempt, and never
   * rejects. A failed attempt is repeated at the next heartbeat.
   */
  async start(ownAddress: GatewayAddress): Promise<void> {
    const { gatewayName, heartbeatMs, logger } = this.#options;
    this.#ownEntry = formatDirectoryEntry(gatewayName, ownAddress);
    const announce = () =>
      this.#exchange().then(
        () => this.#outage.succeeded(),
        (err) => this.#outage.failed(err),
      );
    this.#timer = repeatEvery(heartbeatMs, announce, { logger, name: 'gateway directory' });
    await announce();
  }

  /**
   * Returns the address of a gateway; undefined if no running gateway has this name. Throws `UNAVAILABLE` if the name is
   * not known and Redis does not answer in time.
   */
  async find(gatewayName: string): Promise<GatewayAddress | undefined> {
    if (!this.#gateways.has(gatewayName)) await this.#readSoon();
    return this.#gateways.get(gatewayName)?.address;
  }

  /** Removes a gateway that refuses connections from the copy in memory. */
  forget(gatewayName: string): void {
    this.#gateways.delete(gatewayName);
  }

  /** Removes the address of this gateway. If Redis does not answer, the address ends with its lease. */
  async stop(): Promise<void> {
    const ownEntry = this.#ownEntry;
    // Without its own entry, the directory sends nothing more, so that a waiting read cannot announce the address again.
    this.#ownEntry = undefined;
    await this.#timer?.stop();
    if (ownEntry === undefined) return;
    await this.#scripts.run('announce', [ownEntry, 0]).catch((err) => this.#outage.failed(err));
  }

  /** Starts a read that begins after this call. All calls that wait for the beginning share one read. */
  #readSoon(): Promise<void> {
    this.#nextRead ??= (async () => {
      await sleep(Math.max(0, this.#readAt + MIN_READ_INTERVAL_MS - performance.now()));
      this.#nextRead = undefined;
      await this.#exchange();
    })();
    return this.#nextRead;
  }

  /** Renews the lease of this gateway, and reads the addresses of all gateways. */
  async #exchange(): Promise<void> {
    if (this.#ownEntry === undefined) return;
    const { leaseMs } = this.#options;
    const startedAt = performance.now();
    this.#readAt = startedAt;
    const entries = (await this.#scripts.run('announce', [this.#ownEntry, leaseMs])) as unknown[];
    for (const entry of entries) {
      const [name, address] = parseDirectoryEntry(entry) ?? [];
      if (name !== undefined && address !== undefined)
        this.#gateways.set(name, { address, seenAt: startedAt });
    }
    for (const [name, { seenAt }] of this.#gateways)
      if (seenAt < startedAt - leaseMs) this.#gateways.delete(name);
  }
}
