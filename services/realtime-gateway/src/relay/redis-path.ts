import { ChatError } from '@kcs/contracts';
import {
  connectRedis,
  connectRedisCluster,
  createClusterClient,
  FormerMasterError,
  type Logger,
  type RedisClient,
  type RedisServer,
  type ScriptClient,
  withTimeout,
} from '@kcs/service-kit';
import type { ChannelSubscriber, PathListener, ReceivingPath } from './channel-subscriber.ts';
import { ClusterPath } from './cluster-path.ts';
import { probeRedis } from './probe-redis.ts';
import { ServerPath } from './server-path.ts';
import {
  createRedisTimeoutError,
  createTimedPublisher,
  createTimedScriptClient,
  type TimedPublisher,
} from './timed-clients.ts';

/**
 * Maximum time that a client event waits until Redis has counted it for the rate limit. A healthy Redis replies within
 * a few milliseconds.
 */
const EVENT_COUNT_TIMEOUT_MS = 250;

interface RedisPathOptions extends RedisServer {
  readonly instanceId: string;
  readonly logger: Logger;
}

/**
 * The gateway's Redis connections for publishing and subscribing. Canaries prove that messages get through all
 * connections. No events may be consumed while the path is broken.
 */
export class RedisPath {
  readonly #client: RedisClient;
  readonly #receiving: ReceivingPath;
  readonly #logger: Logger;

  /** Opens the connections for publishing and returns the Redis path. Throws if Redis cannot be reached. */
  static async open({ instanceId, ...options }: RedisPathOptions): Promise<RedisPath> {
    const { ca, logger } = options;
    const connectOptions = { ...options, name: `${instanceId}:publish`, probe: probeRedis };
    const canaryChannel = `kcs:canary:${instanceId}`;
    if (options.cluster === undefined) {
      const client = await connectRedis(connectOptions);
      const publish = (channel: string, message: string) => client.sPublish(channel, message);
      return new RedisPath(client, new ServerPath({ ...options, canaryChannel, publish }), logger);
    }
    const cluster = await connectRedisCluster(connectOptions);
    const client = createClusterClient(cluster);
    const publish = (channel: string, message: string) => client.sPublish(channel, message);
    return new RedisPath(client, new ClusterPath({ cluster, ca, logger, canaryChannel, publish }), logger);
  }

  private constructor(client: RedisClient, receiving: ReceivingPath, logger: Logger) {
    this.#client = client;
    this.#receiving = receiving;
    this.#logger = logger;
    client.on('error', (error) => {
      // After a failover, this gateway's subscriptions must also move to the current master.
      if (error instanceof FormerMasterError) receiving.replaceConnections();
    });
  }

  /** The client for subscriptions. */
  get subscriber(): ChannelSubscriber {
    return this.#receiving.subscriber;
  }

  /** The publishing client for the Socket.IO adapter. */
  get publisher(): TimedPublisher {
    return createTimedPublisher(this.#client);
  }

  /** The client for Lua scripts. */
  get scripts(): ScriptClient {
    return createTimedScriptClient(this.#client);
  }

  /**
   * Adds `increment` to a Redis counter and returns the new value. The counter expires `ttlMs` after its creation.
   * Throws `UNAVAILABLE` while the Redis path is broken.
   */
  async count(key: string, increment: number, ttlMs: number): Promise<number> {
    if (!this.working) throw createRedisTimeoutError();
    const counterReply = this.#client.multi().incrBy(key, increment).pExpire(key, ttlMs, 'NX').exec();
    const [value] = await withTimeout(counterReply, EVENT_COUNT_TIMEOUT_MS, createRedisTimeoutError);
    return Number(value);
  }

  /**
   * Throws an error that states the cause if the canary does not prove that the Redis path works, or if Redis refuses
   * writes.
   */
  async check(): Promise<void> {
    if (!this.working)
      throw new ChatError(
        'UNAVAILABLE',
        'This gateway cannot deliver events through Redis. Wait until Redis responds.',
      );
    await probeRedis(this.#client);
  }

  /** Whether canaries currently prove that the Redis path works. */
  get working(): boolean {
    return this.#receiving.working;
  }

  /**
   * Marks the Redis path as broken until the next echo of each canary. Called if Redis has not confirmed a publish in
   * time.
   */
  markBroken(): void {
    this.#receiving.markBroken();
  }

  start({ onWorking, onBroken }: PathListener): void {
    let isBroken = true;
    this.#receiving.start({
      onWorking: () => {
        if (isBroken) this.#logger.info('The Redis path works. Consuming events.');
        isBroken = false;
        onWorking();
      },
      onBroken: () => {
        isBroken = true;
        this.#logger.warn('The Redis path is broken. No events are consumed until it works again.');
        onBroken();
      },
    });
  }

  async stop(): Promise<void> {
    await this.#receiving.stop();
    this.#client.destroy();
  }
}
