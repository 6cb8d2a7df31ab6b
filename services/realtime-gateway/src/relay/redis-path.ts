import { ChatError } from '@kcs/contracts';
import { connectRedis, jittered, type Logger, type RedisClient, withTimeout } from '@kcs/service-kit';
import { Canary, SILENCE_MS } from './canary.ts';
import { RedisSubscriber } from './redis-subscriber.ts';

/** How long a publish may wait for Redis to confirm it. */
const PUBLISH_TIMEOUT_MS = 1_500;

const unconfirmed = () => new ChatError('UNAVAILABLE', 'Redis did not confirm a publish in time.');

interface RedisPathOptions {
  readonly url: string;
  readonly instanceId: string;
  readonly logger: Logger;
}

interface RedisPathListener {
  /** The canary's echo arrived and all subscriptions are in force. Messages before that may have been missed. */
  readonly onWhole: () => void;
  /** The path is broken: consume nothing until it is whole. */
  readonly onBroken: () => void;
}

/** Publishing and subscribing over Redis, proven by the canary. */
export class RedisPath {
  readonly subscriber: RedisSubscriber;
  readonly #client: RedisClient;
  readonly #logger: Logger;
  readonly #channel: string;
  readonly #canary: Canary;
  #silentSince = performance.now();

  /** Connects the publishing client. Throws when Redis cannot be reached. */
  static async open(options: RedisPathOptions): Promise<RedisPath> {
    const { url, instanceId, logger } = options;
    return new RedisPath(await connectRedis({ url, name: `${instanceId}:publish`, logger }), options);
  }

  private constructor(client: RedisClient, { url, instanceId, logger }: RedisPathOptions) {
    this.#client = client;
    this.#logger = logger;
    this.#channel = `kcs:canary:${instanceId}`;
    this.subscriber = new RedisSubscriber({ url, logger });
    this.#canary = new Canary({ logger, send: (value) => this.#sendCanary(value) });
    this.subscriber.sSubscribe(this.#channel, () => {
      if (this.subscriber.ready) this.#canary.echo();
    });
  }

  /** The publishing client as the Socket.IO adapter uses it. A publish rejects when Redis does not confirm it in time. */
  get publisher(): { sPublish(channel: string, message: string): Promise<number>; sSubscribe: unknown } {
    const client = this.#client;
    return {
      sPublish: (to, message) => withTimeout(client.sPublish(to, message), PUBLISH_TIMEOUT_MS, unconfirmed),
      sSubscribe: client.sSubscribe,
    };
  }

  /** Whether the canary proves the path now. */
  get whole(): boolean {
    return this.#canary.alive;
  }

  /** A publish was not confirmed: the path counts as broken until the next echo. */
  suspect(): void {
    this.#canary.silence();
  }

  start({ onWhole, onBroken }: RedisPathListener): void {
    this.subscriber.start({
      onReady: () => {
        this.#silentSince = performance.now();
        void this.#canary.send();
      },
      onLost: () => this.#canary.silence(),
    });
    this.#canary.start({
      onAlive: () => {
        this.#logger.info('The Redis path is whole');
        onWhole();
      },
      onSilent: () => {
        this.#silentSince = performance.now();
        this.#logger.warn('The Redis path is broken; consuming no events until it is whole');
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
    // A connection that looks alive but echoes nothing is replaced.
    const silentForMs = performance.now() - this.#silentSince;
    if (!this.#canary.alive && this.subscriber.ready && silentForMs > jittered(SILENCE_MS)) {
      this.#silentSince = performance.now();
      this.subscriber.replace();
    }
    return this.#client.sPublish(this.#channel, value);
  }
}
