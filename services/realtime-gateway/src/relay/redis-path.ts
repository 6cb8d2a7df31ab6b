import { ChatError } from '@kcs/contracts';
import {
  addJitter,
  connectRedis,
  FormerMasterError,
  type Logger,
  type RedisClient,
  type RedisServer,
  type ScriptClient,
  withTimeout,
} from '@kcs/service-kit';
import { Canary, MAX_CANARY_SILENCE_MS } from './canary.ts';
import { probeRedis } from './probe-redis.ts';
import { RedisSubscriber } from './redis-subscriber.ts';
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

interface RedisPathListener {
  /**
   * Called when the canary's echo has arrived and all subscriptions are active. This gateway may have missed messages
   * that were sent before this call.
   */
  readonly onWorking: () => void;
  /** Called when the Redis path is broken. No events may be consumed until the path works again. */
  readonly onBroken: () => void;
}

/**
 * The gateway's Redis connections for publishing and subscribing. A canary proves that messages get through both
 * connections.
 */
export class RedisPath {
  readonly subscriber: RedisSubscriber;
  readonly #client: RedisClient;
  readonly #logger: Logger;
  readonly #channel: string;
  readonly #canary: Canary;
  #silentSince = performance.now();

  /** Opens the connection for publishing and returns the Redis path. Throws if Redis cannot be reached. */
  static async open(options: RedisPathOptions): Promise<RedisPath> {
    const { instanceId, ...connectOptions } = options;
    const publisherClientName = `${instanceId}:publish`;
    return new RedisPath(
      await connectRedis({ ...connectOptions, name: publisherClientName, probe: probeRedis }),
      options,
    );
  }

  private constructor(client: RedisClient, { instanceId, ...subscriberOptions }: RedisPathOptions) {
    const { logger } = subscriberOptions;
    this.#client = client;
    this.#logger = logger;
    this.#channel = `kcs:canary:${instanceId}`;
    this.subscriber = new RedisSubscriber(subscriberOptions);
    this.#canary = new Canary({ logger, send: (value) => this.#sendCanary(value) });
    client.on('error', (error) => {
      // After a failover, this gateway's subscriptions must also move to the current master.
      if (error instanceof FormerMasterError) this.subscriber.replace();
    });
    this.subscriber.sSubscribe(this.#channel, () => {
      if (this.subscriber.ready) this.#canary.receiveEcho();
    });
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

  /** Whether the canary currently proves that the Redis path works. */
  get working(): boolean {
    return this.#canary.alive;
  }

  /**
   * Marks the Redis path as broken until the canary's next echo. Called if Redis has not confirmed a publish in time.
   */
  markBroken(): void {
    this.#canary.markSilent();
  }

  start({ onWorking, onBroken }: RedisPathListener): void {
    this.subscriber.start({
      onReady: () => {
        this.#silentSince = performance.now();
        void this.#canary.send();
      },
      onLost: () => this.#canary.markSilent(),
    });
    this.#canary.start({
      onAlive: () => {
        this.#logger.info('The Redis path works. Consuming events.');
        onWorking();
      },
      onSilent: () => {
        this.#silentSince = performance.now();
        this.#logger.warn('The Redis path is broken. No events are consumed until it works again.');
        onBroken();
      },
    });
  }

  async stop(): Promise<void> {
    await this.#canary.stop();
    await this.subscriber.stop();
    this.#client.destroy();
  }

  #sendCanary(value: string): Promise<unknown> {
    // Replace a subscriber connection that looks alive but returns no echo.
    const silenceMs = performance.now() - this.#silentSince;
    if (!this.#canary.alive && this.subscriber.ready && silenceMs > addJitter(MAX_CANARY_SILENCE_MS)) {
      this.#silentSince = performance.now();
      this.subscriber.replace();
    }
    return this.#client.sPublish(this.#channel, value);
  }
}
