import type { Logger } from '@kcs/service-kit';
import { jittered, sleep } from '@kcs/service-kit';
import { createClient } from 'redis';

type Listener = (message: Buffer, channel: Buffer) => void;
type Client = ReturnType<typeof newClient>;

const CONNECT_TIMEOUT_MS = 3_000;
const RETRY_MS = 500;
const CHANNELS_AT_ONCE = 500;

/** RESP 2 and no reconnecting: a lost connection is replaced, and everything subscribed anew. */
const newClient = (url: string) =>
  createClient({
    url,
    RESP: 2,
    socket: { reconnectStrategy: false, connectTimeout: CONNECT_TIMEOUT_MS },
  });

/** A new object for every wish, so that the confirmation of an earlier one is not taken for its own. */
interface Wish {
  readonly listener: Listener;
}

export interface SubscriberOptions {
  readonly url: string;
  readonly logger: Logger;
  /** All channels are subscribed on a fresh connection: what came between the last one and now may be missed. */
  readonly onReady: () => void;
  readonly onLost: () => void;
}

/**
 * The subscriptions that this gateway wants, kept in force on one connection at a time. A client that reconnects by
 * itself may come back without some of them (known); here a new connection counts only once Redis has confirmed
 * every one. Stands in for a `redis` client towards the adapter.
 */
export class Subscriber {
  readonly #options: SubscriberOptions;
  readonly #wanted = new Map<string, Wish>();
  readonly #confirmed = new Set<string>();
  readonly #waiting = new Map<string, (() => void)[]>();
  readonly #stop = new AbortController();
  #client: Client | undefined;
  #running: Promise<void> | undefined;
  #drop: (() => void) | undefined;
  #ready = false;

  constructor(options: SubscriberOptions) {
    this.#options = options;
  }

  get ready(): boolean {
    return this.#ready;
  }

  start(): void {
    this.#running ??= this.#keepConnected();
  }

  /** The adapter's call; never fails, what cannot be subscribed now is when the connection is back. */
  sSubscribe(channel: string, listener: Listener): void {
    this.#wanted.set(channel, { listener });
    if (this.#client?.isReady) void this.#subscribe(this.#client, [channel]);
  }

  sUnsubscribe(channels: string | readonly string[]): void {
    for (const channel of [channels].flat() as string[]) {
      const wish = this.#wanted.get(channel);
      this.#wanted.delete(channel);
      this.#confirmed.delete(channel);
      this.#settle(channel);
      // Naming the listener makes the client send a following subscribe instead of taking it for done.
      if (wish && this.#client?.isReady) {
        this.#client.sUnsubscribe(channel, wish.listener, true).catch(() => this.#drop?.());
      }
    }
  }

  /** Resolves once Redis has confirmed the channel, or it is not wanted any more. The caller bounds the wait. */
  inForce(channel: string): Promise<void> {
    if (this.#confirmed.has(channel)) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(channel) ?? [];
      waiting.push(resolve);
      this.#waiting.set(channel, waiting);
    });
  }

  /** Replaces the connection: it looks alive and is not. */
  replace(): void {
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
          this.#options.logger.warn({ err }, 'the Redis subscriptions are lost; reconnecting');
      });
      await sleep(jittered(RETRY_MS), signal).catch(() => {});
    }
  }

  /** One connection, from its start to its end. */
  async #connectOnce(): Promise<void> {
    const client = newClient(this.#options.url);
    const ended = new Promise<void>((resolve, reject) => {
      this.#drop = resolve;
      client.on('error', reject);
      client.on('end', resolve);
    });
    ended.catch(() => {});
    try {
      await Promise.race([client.connect(), ended]);
      this.#client = client;
      await Promise.race([this.#subscribe(client, [...this.#wanted.keys()]), ended]);
      if (client.isReady && !this.#stop.signal.aborted) {
        this.#ready = true;
        this.#options.onReady();
      }
      await ended;
    } finally {
      const wasReady = this.#ready;
      this.#ready = false;
      this.#client = undefined;
      this.#confirmed.clear();
      client.destroy();
      if (wasReady) this.#options.onLost();
    }
  }

  async #subscribe(client: Client, channels: readonly string[]): Promise<void> {
    for (let at = 0; at < channels.length; at += CHANNELS_AT_ONCE) {
      const batch = channels.slice(at, at + CHANNELS_AT_ONCE);
      await Promise.all(batch.map((channel) => this.#subscribeOne(client, channel)));
    }
  }

  async #subscribeOne(client: Client, channel: string): Promise<void> {
    const wish = this.#wanted.get(channel);
    if (!wish) return;
    try {
      await client.sSubscribe(channel, wish.listener, true);
    } catch {
      // A connection that refuses one subscription is not whole; the next one starts from the list.
      this.#drop?.();
      return;
    }
    if (client !== this.#client || this.#wanted.get(channel) !== wish) return;
    this.#confirmed.add(channel);
    this.#settle(channel);
  }

  #settle(channel: string): void {
    for (const resolve of this.#waiting.get(channel) ?? []) resolve();
    this.#waiting.delete(channel);
  }
}
