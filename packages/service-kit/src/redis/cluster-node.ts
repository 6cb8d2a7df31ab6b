import type { Logger } from '../logging/create-logger.ts';
import { logOutages } from './log-outages.ts';
import { computeReconnectDelayMs } from './reconnect-delay.ts';
import { createRedisClient, type RedisClient } from './redis-client.ts';
import { isMovedReply } from './redis-error.ts';
import type { RedisServer } from './redis-server.ts';
import { type RedisProbe, watchRedisConnection } from './watch-connection.ts';

interface ClusterNodeOptions extends Pick<RedisServer, 'url' | 'ca'> {
  readonly name: string;
  readonly logger: Logger;
  /** The address of the node, as `host:port`. */
  readonly address: string;
  readonly probe: RedisProbe;
  /** Returns the text that makes a key belong to this node. */
  readonly getKeySuffix: () => string;
  readonly onError: (error: Error) => void;
  readonly onReady: () => void;
}

/** The connection to one master of a Redis Cluster. It reconnects until `end` is called. */
export class ClusterNode {
  readonly client: RedisClient;
  /** Resolves after the first connection. */
  readonly connected: Promise<unknown>;
  readonly #stopWatching: () => void;

  constructor({
    address,
    logger,
    probe,
    getKeySuffix,
    onError,
    onReady,
    ...clientOptions
  }: ClusterNodeOptions) {
    this.client = createRedisClient({
      ...clientOptions,
      queue: false,
      reconnectStrategy: computeReconnectDelayMs,
    });
    // The reply that another master serves the slot proves that the node answers.
    const probeNode = async () =>
      probe(this.client, [getKeySuffix()]).catch((error: unknown) => {
        if (!isMovedReply(error)) throw error;
      });
    this.client.on('error', onError);
    this.client.on('ready', onReady);
    logOutages(this.client, probeNode, {
      logger,
      fields: { connection: clientOptions.name, server: address },
    });
    this.connected = this.client.connect();
    this.connected.catch(() => {
      // The attempts to connect end only with `end`.
    });
    this.#stopWatching = watchRedisConnection(this.client, probeNode, logger);
  }

  /** Closes the connection. All commands that still wait for a reply fail. */
  end(): void {
    this.#stopWatching();
    this.client.destroy();
  }

  /** Closes the connection after the replies to all commands have arrived. */
  async close(): Promise<void> {
    this.#stopWatching();
    if (this.client.isReady) await this.client.close();
    else this.client.destroy();
  }
}
