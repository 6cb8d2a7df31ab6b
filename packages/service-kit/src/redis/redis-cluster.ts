import { EventEmitter } from 'node:events';
import { ClientOfflineError, ErrorReply } from 'redis';
import { parseClusterAddresses, REDIS_HOST_PATTERN } from '../config/server-urls.ts';
import type { Logger } from '../logging/create-logger.ts';
import type { Stoppable } from '../stoppable.ts';
import { repeatEvery, sleep, withTimeout } from '../waiting.ts';
import { askServer } from './ask-server.ts';
import { ClusterMap, type ClusterNodeReport, parseClusterNodes } from './cluster-map.ts';
import { ClusterNode } from './cluster-node.ts';
import { computeKeySlot } from './key-slot.ts';
import { computeReconnectDelayMs } from './reconnect-delay.ts';
import type { RedisClient } from './redis-client.ts';
import { isMovedReply } from './redis-error.ts';
import type { RedisServer } from './redis-server.ts';
import type { RedisProbe } from './watch-connection.ts';

interface RedisClusterOptions extends RedisServer {
  readonly name: string;
  readonly logger: Logger;
  readonly probe: RedisProbe;
}

interface RedisClusterEvents {
  /** A connection to a master was lost, or an attempt to connect has failed. */
  error: [Error];
  /** A connection to a master is open. */
  ready: [];
  /** Other masters serve the slots now. */
  changed: [];
}

const ASK_COMMAND = ['CLUSTER', 'NODES'];
const ASK_INTERVAL_MS = 1_000;
const ASK_TIMEOUT_MS = 1_000;
/** The time limit for the first connections to the masters. A frozen master accepts connections but never answers. */
const CONNECT_TIMEOUT_MS = 3_000;

/**
 * The connections to all masters of a Redis Cluster. Asks the masters every second which slots they serve, so that
 * commands reach a new master even if the former one keeps its connections open.
 */
export class RedisCluster extends EventEmitter<RedisClusterEvents> {
  readonly #options: RedisClusterOptions;
  readonly #nodes = new Map<string, ClusterNode>();
  readonly #stop = new AbortController();
  #map = new ClusterMap([]);
  /** The reports from which the map was made, as JSON. They rarely change, and a comparison is cheaper than a new map. */
  #reportsJson = '';
  #timer: Stoppable | undefined;
  #asking: Promise<void> = Promise.resolve();
  #nextAsking: Promise<void> | undefined;

  constructor(options: RedisClusterOptions) {
    super();
    this.#options = options;
    this.on('error', () => {
      // An `error` event without a listener would end the process. Each connection logs its own outages.
    });
  }

  get isOpen(): boolean {
    return !this.#stop.signal.aborted;
  }

  /** Whether at least one master is connected. A command for another master may still fail. */
  get isReady(): boolean {
    return this.isOpen && [...this.#nodes.values()].some(({ client }) => client.isReady);
  }

  /** The addresses of the masters that serve slots, as `host:port`. */
  get masters(): readonly string[] {
    return this.#map.masters;
  }

  /** For each master, a text that, appended to any key without a hash tag, makes the key belong to this master. */
  get keySuffixes(): readonly string[] {
    return this.masters.map((master) => this.findKeySuffix(master));
  }

  findKeySuffix(master: string): string {
    return this.#map.findKeySuffix(master);
  }

  /** Returns the address of the master that serves a key or a sharded channel; undefined if no master serves it. */
  findMaster(key: string): string | undefined {
    return this.#map.findMaster(computeKeySlot(key));
  }

  /** Returns the URL of a node, with the user and the password of `REDIS_URL`. */
  getUrl(address: string): string {
    return this.#options.url.replace(REDIS_HOST_PATTERN, address);
  }

  /** Connects to the masters. Rejects with the last error if no master answers within `deadlineMs`. */
  async connect(deadlineMs: number): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    for (let retries = 0; ; retries += 1) {
      try {
        await this.#readMap();
        await this.#waitForMasters();
        break;
      } catch (error) {
        if (!this.isOpen || performance.now() > deadline) {
          this.destroy();
          throw error;
        }
        await sleep(computeReconnectDelayMs(retries), this.#stop.signal);
      }
    }
    const { logger } = this.#options;
    this.#timer = repeatEvery(ASK_INTERVAL_MS, () => this.refresh(), { logger, name: 'Redis Cluster' });
  }

  /**
   * Runs a command on the master that serves the key. If this master has changed, runs the command on the new one. A
   * slot that is moving to another master is not followed: its commands fail until the move is complete, because a
   * script must not see only some of its keys.
   */
  async run<T>(key: string, command: (client: RedisClient) => Promise<T>): Promise<T> {
    try {
      return await command(this.#findClient(key));
    } catch (error) {
      if (!isMovedReply(error)) throw error;
    }
    await this.refresh();
    return command(this.#findClient(key));
  }

  /** Asks the nodes which slots they serve. The question is sent after this call. Never rejects. */
  refresh(): Promise<void> {
    this.#nextAsking ??= this.#asking.then(() => {
      this.#nextAsking = undefined;
      this.#asking = this.#readMap().catch(() => {
        // Keep the last map. The connections log that the nodes do not answer.
      });
      return this.#asking;
    });
    return this.#nextAsking;
  }

  /** Closes all connections. All commands that still wait for a reply fail. */
  destroy(): void {
    this.#stop.abort();
    void this.#timer?.stop();
    for (const node of this.#nodes.values()) node.end();
    this.#nodes.clear();
  }

  /** Closes all connections after the replies to all commands have arrived. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#timer?.stop();
    await Promise.all([...this.#nodes.values()].map((node) => node.close()));
    this.#nodes.clear();
  }

  #findClient(key: string): RedisClient {
    const node = this.#nodes.get(this.findMaster(key) ?? '');
    if (!node) throw new ErrorReply('CLUSTERDOWN No master of the Redis Cluster serves the slot of this key');
    // A transaction would wait for the next attempt to connect.
    if (!node.client.isReady) throw new ClientOfflineError();
    return node.client;
  }

  async #readMap(): Promise<void> {
    const reports = await this.#askNodes();
    const reportsJson = JSON.stringify(reports);
    if (!this.isOpen || reportsJson === this.#reportsJson) return;
    const map = new ClusterMap(reports);
    if (map.masters.length === 0) throw new Error('No node of the Redis Cluster serves any slots');
    this.#reportsJson = reportsJson;
    if (map.equals(this.#map)) return;
    const isFirst = this.masters.length === 0;
    this.#map = map;
    for (const [address, node] of this.#nodes) {
      if (map.masters.includes(address)) continue;
      this.#nodes.delete(address);
      node.end();
    }
    for (const address of map.masters)
      if (!this.#nodes.has(address)) this.#nodes.set(address, this.#openNode(address));
    if (isFirst) return;
    const { name: connection, logger } = this.#options;
    logger.info({ connection, masters: map.masters }, 'The Redis Cluster has moved slots to other masters');
    this.emit('changed');
  }

  /** Asks all connected masters. If none of them answers, asks every known node. */
  async #askNodes(): Promise<ClusterNodeReport[]> {
    const { url, cluster = '', ca } = this.#options;
    const connectedNodes = [...this.#nodes].filter(([, { client }]) => client.isReady);
    const reports = await collectReports(
      connectedNodes.map(([address, { client }]) => ({
        address,
        reply: withTimeout(
          client.sendCommand(ASK_COMMAND),
          ASK_TIMEOUT_MS,
          () => new Error('Connection timeout'),
        ),
      })),
    ).catch(() => []);
    if (reports.length > 0) return reports;
    const [firstAddress = ''] = REDIS_HOST_PATTERN.exec(url) ?? [];
    const addresses = new Set([firstAddress, ...parseClusterAddresses(cluster), ...this.#map.nodes]);
    return collectReports(
      [...addresses].map((address) => ({
        address,
        reply: askServer({ url: this.getUrl(address), ca }, ASK_COMMAND),
      })),
    );
  }

  #openNode(address: string): ClusterNode {
    const { ca, name, logger, probe } = this.#options;
    return new ClusterNode({
      ...{ url: this.getUrl(address), ca, name, logger, address, probe },
      getKeySuffix: () => this.findKeySuffix(address),
      onError: (error) => this.emit('error', error),
      onReady: () => this.emit('ready'),
    });
  }

  /** Waits a moment until all masters are connected. Throws if none of them is. */
  async #waitForMasters(): Promise<void> {
    const connections = Promise.all([...this.#nodes.values()].map(({ connected }) => connected));
    const failure = await withTimeout(
      connections,
      CONNECT_TIMEOUT_MS,
      () => new Error('Connection timeout'),
    ).then(
      () => undefined,
      (error: Error) => error,
    );
    if (failure && !this.isReady) throw failure;
  }
}

/**
 * Returns the reports of all nodes that answer. If no node answers, throws a node's refusal, such as a wrong password, or
 * else the first error.
 */
async function collectReports(
  questions: readonly { readonly address: string; readonly reply: Promise<unknown> }[],
): Promise<ClusterNodeReport[]> {
  const answers = await Promise.allSettled(
    questions.map(async ({ address, reply }) =>
      parseClusterNodes(String(await reply), address.replace(/:\d+$/, '')),
    ),
  );
  const reports = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const errors = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  if (reports.length === 0 && errors.length > 0)
    throw errors.find((error) => error instanceof ErrorReply) ?? errors[0];
  return reports;
}
