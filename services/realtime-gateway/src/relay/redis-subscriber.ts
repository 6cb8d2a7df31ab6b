import {
  addJitter,
  findMasterUrl,
  isMovedReply,
  type Logger,
  type RedisServer,
  sleep,
  withTimeout,
} from '@kcs/service-kit';
import type { ChannelSubscriber, MessageListener } from './channel-subscriber.ts';
import { createClientWithoutReconnect, type SubscriberClient } from './subscriber-client.ts';

const REDIS_RECONNECT_DELAY_MS = 500;
/** The time limit for one connection, including the login. A frozen server accepts connections but never answers. */
const REDIS_CONNECT_TIMEOUT_MS = 3_000;
const CHANNELS_PER_BATCH = 500;

/**
 * A subscription to one channel. Every subscription is a new object, because the confirmation of an earlier
 * subscription may arrive late and must not confirm this one.
 */
interface ChannelSubscription {
  readonly listener: MessageListener;
}

interface RedisSubscriberOptions extends RedisServer {
  readonly logger: Logger;
  /** Called when the server has refused or ended a subscription, because another master serves the channel. */
  readonly onMoved?: ((channel: string) => void) | undefined;
}

interface RedisSubscriberListener {
  /**
   * Called when a new connection has subscribed to all channels. This gateway may have missed messages since the
   * previous connection was lost.
   */
  readonly onReady: () => void;
  readonly onLost: () => void;
}

/**
 * Keeps the gateway's Redis subscriptions active, with one connection at a time. A `redis` client that reconnects by
 * itself may lose subscriptions (TRAP-11). This class opens a new connection instead, which counts as ready when Redis
 * has confirmed every subscription. The Socket.IO adapter uses this class as its client for subscriptions.
 */
export class RedisSubscriber implements ChannelSubscriber {
  readonly #options: RedisSubscriberOptions;
  readonly #subscriptions = new Map<string, ChannelSubscription>();
  readonly #confirmed = new Set<string>();
  readonly #waiting = new Map<string, (() => void)[]>();
  readonly #stop = new AbortController();
  #listener: RedisSubscriberListener | undefined;
  #client: SubscriberClient | undefined;
  #running: Promise<void> | undefined;
  #drop: (() => void) | undefined;
  #ready = false;
  /** The URL of the current or last connection. Undefined if that server turned out to be unusable. */
  #url: string | undefined;

  constructor(options: RedisSubscriberOptions) {
    this.#options = options;
  }

  get ready(): boolean {
    return this.#ready;
  }

  start(listener: RedisSubscriberListener): void {
    this.#listener = listener;
    this.#running ??= this.#keepConnected();
  }

  sSubscribe(channel: string, listener: MessageListener): void {
    this.#subscriptions.set(channel, { listener });
    if (this.#client?.isReady) void this.#subscribe(this.#client, [channel]);
  }

  sUnsubscribe(channels: string | readonly string[]): void {
    for (const channel of [channels].flat() as string[]) {
      const subscription = this.#subscriptions.get(channel);
      this.#subscriptions.delete(channel);
      this.#confirmed.delete(channel);
      this.#settle(channel);
      // Pass the listener when unsubscribing. Otherwise, the Redis client would keep the listener and ignore a later
      // subscription to the channel.
      if (subscription && this.#client?.isReady) {
        this.#client.sUnsubscribe(channel, subscription.listener, true).catch((error: unknown) => {
          if (!isMovedReply(error)) this.#drop?.();
        });
      }
    }
  }

  isSubscribed(channel: string): boolean {
    return this.#confirmed.has(channel);
  }

  waitUntilSubscribed(channel: string): Promise<void> {
    if (this.#confirmed.has(channel)) return Promise.resolve();
    return new Promise((resolve) => {
      const waitingResolvers = this.#waiting.get(channel) ?? [];
      waitingResolvers.push(resolve);
      this.#waiting.set(channel, waitingResolvers);
    });
  }

  /** Replaces the connection, because it looks alive but returns no messages. */
  replace(): void {
    this.#url = undefined;
    this.#drop?.();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#drop?.();
    await this.#running;
  }

  async #keepConnected(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#connectOnce().catch((err) => {
        if (!signal.aborted)
          this.#options.logger.warn({ err }, 'Lost the Redis connection for subscriptions. Reconnecting.');
      });
      await sleep(addJitter(REDIS_RECONNECT_DELAY_MS), signal).catch(() => {});
    }
  }

  /** Opens a connection and subscribes to all channels. Resolves when the connection ends. */
  async #connectOnce(): Promise<void> {
    const lastUrl = this.#url;
    // If this attempt fails, the next one may try another server.
    this.#url = undefined;
    const url = await findMasterUrl(this.#options, lastUrl);
    if (this.#stop.signal.aborted) return;
    const subscriberClient = createClientWithoutReconnect({ ...this.#options, url });
    const connectionEnded = new Promise<void>((resolve, reject) => {
      this.#drop = resolve;
      subscriberClient.on('error', reject);
      subscriberClient.on('end', resolve);
    });
    subscriberClient.on('sharded-channel-moved', (channel: string) => this.#lose(channel));
    connectionEnded.catch(() => {});
    try {
      await Promise.race([
        withTimeout(
          subscriberClient.connect(),
          REDIS_CONNECT_TIMEOUT_MS,
          () => new Error('Connection timeout'),
        ),
        connectionEnded,
      ]);
      this.#client = subscriberClient;
      await Promise.race([
        this.#subscribe(subscriberClient, [...this.#subscriptions.keys()]),
        connectionEnded,
      ]);
      if (subscriberClient.isReady && !this.#stop.signal.aborted) {
        this.#ready = true;
        this.#url = url;
        this.#listener?.onReady();
      }
      await connectionEnded;
    } finally {
      const wasReady = this.#ready;
      this.#ready = false;
      this.#client = undefined;
      this.#confirmed.clear();
      subscriberClient.destroy();
      if (wasReady) this.#listener?.onLost();
    }
  }

  async #subscribe(client: SubscriberClient, channels: readonly string[]): Promise<void> {
    for (let at = 0; at < channels.length; at += CHANNELS_PER_BATCH) {
      const channelBatch = channels.slice(at, at + CHANNELS_PER_BATCH);
      await Promise.all(channelBatch.map((channel) => this.#subscribeOne(client, channel)));
    }
  }

  async #subscribeOne(client: SubscriberClient, channel: string): Promise<void> {
    const subscription = this.#subscriptions.get(channel);
    if (!subscription) return;
    try {
      await client.sSubscribe(channel, subscription.listener, true);
    } catch (error) {
      if (isMovedReply(error)) {
        this.#lose(channel);
        return;
      }
      // Drop the connection, because Redis rejected one of its subscriptions. The next connection subscribes to all
      // channels again.
      this.#drop?.();
      return;
    }
    if (client !== this.#client || this.#subscriptions.get(channel) !== subscription) return;
    this.#confirmed.add(channel);
    this.#settle(channel);
  }

  /** Reports that this server does not serve the channel, unless the channel has been unsubscribed. */
  #lose(channel: string): void {
    if (!this.#subscriptions.has(channel)) return;
    this.#confirmed.delete(channel);
    this.#options.onMoved?.(channel);
  }

  #settle(channel: string): void {
    for (const resolve of this.#waiting.get(channel) ?? []) resolve();
    this.#waiting.delete(channel);
  }
}
