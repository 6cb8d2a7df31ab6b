import { addJitter, type Logger, type RedisServer } from '@kcs/service-kit';
import { Canary, MAX_CANARY_SILENCE_MS } from './canary.ts';
import type { PathListener, ReceivingPath } from './channel-subscriber.ts';
import { RedisSubscriber } from './redis-subscriber.ts';

interface ServerPathOptions extends RedisServer {
  readonly logger: Logger;
  /** The channel on which this gateway sends canary messages to itself. */
  readonly canaryChannel: string;
  readonly publish: (channel: string, message: string) => Promise<unknown>;
  /** Called when the server has refused or ended a subscription, because another master serves the channel. */
  readonly onMoved?: (channel: string) => void;
}

/** The connection over which this gateway receives messages from one Redis server, and the canary that proves it. */
export class ServerPath implements ReceivingPath {
  readonly subscriber: RedisSubscriber;
  readonly #publish: ServerPathOptions['publish'];
  readonly #canary: Canary;
  #canaryChannel: string;
  #silentSince = performance.now();

  constructor({ canaryChannel, publish, ...subscriberOptions }: ServerPathOptions) {
    this.#publish = publish;
    this.#canaryChannel = canaryChannel;
    this.subscriber = new RedisSubscriber(subscriberOptions);
    this.#canary = new Canary({
      logger: subscriberOptions.logger,
      send: (value) => this.#sendCanary(value),
    });
    this.#listenForEchoes();
  }

  get working(): boolean {
    return this.#canary.alive;
  }

  start({ onWorking, onBroken }: PathListener): void {
    this.subscriber.start({
      onReady: () => {
        this.#silentSince = performance.now();
        void this.#canary.send();
      },
      onLost: () => this.#canary.markSilent(),
    });
    this.#canary.start({
      onAlive: onWorking,
      onSilent: () => {
        this.#silentSince = performance.now();
        onBroken();
      },
    });
  }

  markBroken(): void {
    this.#canary.markSilent();
  }

  replaceConnections(): void {
    this.subscriber.replace();
  }

  /** Sends canary messages on another channel from now on. */
  changeCanaryChannel(channel: string): void {
    if (channel === this.#canaryChannel) return;
    this.subscriber.sUnsubscribe(this.#canaryChannel);
    this.#canaryChannel = channel;
    this.#listenForEchoes();
  }

  async stop(): Promise<void> {
    await this.#canary.stop();
    await this.subscriber.stop();
  }

  #listenForEchoes(): void {
    this.subscriber.sSubscribe(this.#canaryChannel, () => {
      if (this.subscriber.ready) this.#canary.receiveEcho();
    });
  }

  #sendCanary(value: string): Promise<unknown> {
    // Replace a subscriber connection that looks alive but returns no echo.
    const silenceMs = performance.now() - this.#silentSince;
    if (!this.#canary.alive && this.subscriber.ready && silenceMs > addJitter(MAX_CANARY_SILENCE_MS)) {
      this.#silentSince = performance.now();
      this.subscriber.replace();
    }
    return this.#publish(this.#canaryChannel, value);
  }
}
