import type { Logger } from '@kcs/service-kit';
import { jittered, sleep } from '@kcs/service-kit';
import { createClient } from 'redis';

type Listener = (message: Buffer, channel: Buffer) => void;
type Client = ReturnType<typeof newClient>;

const CONNECT_TIMEOUT_MS = 3_000;
const RETRY_MS = 500;
const CHANNELS_PER_COMMAND = 500;

/** RESP 2 and no reconnecting: a lost connection is replaced, and everything subscribed anew. */
const newClient = (url: string) =>
  createClient({
    url,
    RESP: 2,
    socket: { reconnectStrategy: false, connectTimeout: CONNECT_TIMEOUT_MS },
  });

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
  readonly #wanted = new Map<string, Listener>();
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
    this.#wanted.set(channel, listener);
    if (this.#client?.isReady) void this.#subscribe(this.#client, [channel]);
  }

  sUnsubscribe(channels: string | readonly string[]): void {
    for (const channel of [channels].flat() as string[]) {
      const listener = this.#wanted.get(channel);
      this.#wanted.delete(channel);
      this.#confirmed.delete(channel);
      // Naming the listener makes the client send a following subscribe instead of taking it for done.
      if (listener && this.#client?.isReady) {
        this.#client.sUnsubscribe(channel, listener, true).catch(() => this.#drop?.());
      }
    }
  }

  /** Resolves once Redis has confirmed the channel on the present connection. The caller bounds the wait. */
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
        if (!signal.aborted) this.#options.logger.warn({ err }, 'the Redis subscriptions are lost; reconnecting');
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
    for (let at = 0; at < channels.length; at += CHANNELS_PER_COMMAND) {
      const batch = channels.slice(at, at + CHANNELS_PER_COMMAND);
      try {
        await Promise.all(
          batch.map((channel) => client.sSubscribe(channel, this.#wanted.get(channel) as Listener, true)),
        );
      } catch {
        this.#drop?.();
        return;
      }
      if (client === this.#client) for (const channel of batch) this.#confirm(channel);
    }
  }

  #confirm(channel: string): void {
    if (!this.#wanted.has(channel)) return;
    this.#confirmed.add(channel);
    for (const resolve of this.#waiting.get(channel) ?? []) resolve();
    this.#waiting.delete(channel);
  }
}
