import { addJitter, type Logger, type RedisCluster, sleep } from '@kcs/service-kit';
import type {
  ChannelSubscriber,
  MessageListener,
  PathListener,
  ReceivingPath,
} from './channel-subscriber.ts';
import { ServerPath } from './server-path.ts';

interface ClusterPathOptions {
  readonly cluster: Pick<
    RedisCluster,
    'masters' | 'findMaster' | 'findKeySuffix' | 'getUrl' | 'refresh' | 'on'
  >;
  readonly ca: string | undefined;
  readonly logger: Logger;
  /** The name of this gateway's canary channels. Each master has its own channel, with another suffix. */
  readonly canaryChannel: string;
  readonly publish: (channel: string, message: string) => Promise<unknown>;
}

/** A subscription, and the master at which it was made. Undefined if no master serves the channel. */
interface PlacedSubscription {
  readonly listener: MessageListener;
  path: ServerPath | undefined;
}

/** The pause before a refused subscription is made again. By then, the nodes of the cluster usually agree. */
const RETRY_DELAY_MS = 200;

/**
 * Receives messages from all masters of a Redis Cluster. Each master has its own connection and canary, and serves the
 * channels in its slots. The path works only while it works for every master. When a channel moves to another master, it
 * is subscribed there, and the listener learns that messages may have been missed.
 */
export class ClusterPath implements ReceivingPath, ChannelSubscriber {
  readonly #options: ClusterPathOptions;
  readonly #paths = new Map<string, ServerPath>();
  readonly #subscriptions = new Map<string, PlacedSubscription>();
  /** The channels that their masters no longer serve, until they are subscribed again. */
  readonly #lost = new Set<string>();
  /** The channels that have moved, until all of them are subscribed and the listener has been told. */
  readonly #unreported = new Set<string>();
  #listener: PathListener | undefined;
  #wasWorking = false;
  #isStopped = false;

  constructor(options: ClusterPathOptions) {
    this.#options = options;
    options.cluster.on('changed', () => this.#followMasters());
    this.#followMasters();
  }

  get subscriber(): ChannelSubscriber {
    return this;
  }

  get working(): boolean {
    return this.#paths.size > 0 && [...this.#paths.values()].every(({ working }) => working);
  }

  start(listener: PathListener): void {
    this.#listener = listener;
    for (const path of this.#paths.values()) this.#startPath(path);
  }

  markBroken(): void {
    for (const path of this.#paths.values()) path.markBroken();
  }

  /** Does nothing, because the cluster tells which masters have been replaced. */
  replaceConnections(): void {}

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#paths.values()].map((path) => path.stop()));
  }

  sSubscribe(channel: string, listener: MessageListener): void {
    const subscription: PlacedSubscription = { listener, path: undefined };
    this.#subscriptions.set(channel, subscription);
    this.#place(channel, subscription);
  }

  sUnsubscribe(channels: string | readonly string[]): void {
    for (const channel of [channels].flat() as string[]) {
      this.#subscriptions.get(channel)?.path?.subscriber.sUnsubscribe(channel);
      this.#subscriptions.delete(channel);
    }
  }

  isSubscribed(channel: string): boolean {
    return this.#subscriptions.get(channel)?.path?.subscriber.isSubscribed(channel) ?? false;
  }

  async waitUntilSubscribed(channel: string): Promise<void> {
    for (;;) {
      const subscription = this.#subscriptions.get(channel);
      const path = subscription?.path;
      await path?.subscriber.waitUntilSubscribed(channel);
      const isUnchanged = this.#subscriptions.get(channel) === subscription && subscription?.path === path;
      if (subscription === undefined || this.#isStopped || (path !== undefined && isUnchanged)) return;
      if (path === undefined) await sleep(addJitter(RETRY_DELAY_MS));
    }
  }

  /** Opens a path to each new master, closes the paths to former masters, and moves the subscriptions. */
  #followMasters(): void {
    if (this.#isStopped) return;
    const { cluster } = this.#options;
    for (const [master, path] of this.#paths) {
      if (cluster.masters.includes(master)) path.changeCanaryChannel(this.#getCanaryChannel(master));
      else {
        this.#paths.delete(master);
        void path.stop();
      }
    }
    for (const master of cluster.masters) {
      if (this.#paths.has(master)) continue;
      const path = this.#openPath(master);
      this.#paths.set(master, path);
      if (this.#listener) this.#startPath(path);
    }
    const movedChannels = [...this.#subscriptions].filter(([channel, subscription]) =>
      this.#place(channel, subscription),
    );
    this.#update();
    void this.#reportMissed(movedChannels.map(([channel]) => channel));
  }

  /** Subscribes to the channel at the master that serves it. Returns whether the channel has moved. */
  #place(channel: string, subscription: PlacedSubscription): boolean {
    const path = this.#paths.get(this.#options.cluster.findMaster(channel) ?? '');
    if (path === subscription.path) return false;
    subscription.path?.subscriber.sUnsubscribe(channel);
    subscription.path = path;
    path?.subscriber.sSubscribe(channel, subscription.listener);
    this.#lost.delete(channel);
    return true;
  }

  /** Subscribes to a channel again soon, because its master no longer serves it. */
  #lose(channel: string): void {
    this.#lost.add(channel);
    if (this.#lost.size === 1) void this.#moveLost();
  }

  /** Subscribes to all lost channels again. In a failover, a master loses all its channels at once. */
  async #moveLost(): Promise<void> {
    await sleep(addJitter(RETRY_DELAY_MS));
    await this.#options.cluster.refresh();
    const channels = [...this.#lost];
    this.#lost.clear();
    if (this.#isStopped) return;
    for (const channel of channels) {
      const subscription = this.#subscriptions.get(channel);
      if (!subscription) continue;
      subscription.path?.subscriber.sUnsubscribe(channel);
      subscription.path = undefined;
      this.#place(channel, subscription);
    }
    await this.#reportMissed(channels);
  }

  /**
   * Tells the listener that messages may have been missed, after all the channels have been subscribed. Tells it only
   * once about all channels that move at the same time, because the listener then checks all sessions and rooms.
   */
  async #reportMissed(channels: readonly string[]): Promise<void> {
    const isReporting = this.#unreported.size > 0;
    for (const channel of channels) {
      // The loop below visits a channel again that is added again.
      this.#unreported.delete(channel);
      this.#unreported.add(channel);
    }
    if (isReporting || this.#unreported.size === 0) return;
    // A channel that no master serves is reported when it gets a master.
    for (const channel of this.#unreported)
      if (this.#subscriptions.get(channel)?.path) await this.waitUntilSubscribed(channel);
    this.#unreported.clear();
    if (this.working && !this.#isStopped) this.#listener?.onWorking();
  }

  #openPath(master: string): ServerPath {
    const { cluster, ca, logger, publish } = this.#options;
    return new ServerPath({
      ...{ url: cluster.getUrl(master), ca, logger, publish },
      canaryChannel: this.#getCanaryChannel(master),
      onMoved: (channel) => this.#lose(channel),
    });
  }

  #getCanaryChannel(master: string): string {
    return `${this.#options.canaryChannel}${this.#options.cluster.findKeySuffix(master)}`;
  }

  #startPath(path: ServerPath): void {
    path.start({ onWorking: () => this.#update(), onBroken: () => this.#update() });
  }

  /** Tells the listener if the path has started or stopped working. */
  #update(): void {
    const isWorking = this.working;
    if (isWorking === this.#wasWorking) return;
    this.#wasWorking = isWorking;
    if (isWorking) this.#listener?.onWorking();
    else this.#listener?.onBroken();
  }
}
