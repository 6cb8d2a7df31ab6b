import { EventEmitter } from 'node:events';
import { sleep, withTimeout } from '../waiting.ts';
import { findMasterUrl } from './find-master.ts';
import { FormerMasterError } from './former-master-error.ts';
import { createRedisClient, type RedisClient } from './redis-client.ts';
import type { RedisServer } from './redis-server.ts';

interface MasterFollowerOptions extends RedisServer {
  readonly name: string;
  /** Returns the pause before the next attempt to connect, in ms, or an error that ends the attempts. */
  readonly reconnectStrategy: (retries: number, cause: Error) => number | Error;
}

/** The time limit for one connection, including the login. A frozen server accepts connections but never answers. */
const CONNECT_TIMEOUT_MS = 3_000;

/**
 * Keeps a connection to the Redis server that the Sentinels name as the master. A client of the library has a fixed
 * address, so each connection gets a new client. Behaves like a client otherwise, and emits the same events.
 */
export class MasterFollower extends EventEmitter<{ error: [Error]; ready: [] }> {
  readonly #options: MasterFollowerOptions;
  #client: RedisClient;
  /** The URL of the current or last connection. Undefined if that server turned out to be unusable. */
  #url: string | undefined;
  /** Each call of `connect` or `destroy` ends the attempts of earlier calls. */
  #run = new AbortController();

  constructor(options: MasterFollowerOptions) {
    super();
    this.#options = options;
    // This client is never connected, so commands fail until the first connection.
    this.#client = this.#createClient(options.url);
    this.#run.abort();
  }

  /** The client of the current or last connection. */
  get client(): RedisClient {
    return this.#client;
  }

  get isOpen(): boolean {
    return !this.#run.signal.aborted;
  }

  get isReady(): boolean {
    return this.isOpen && this.#client.isReady;
  }

  /** Resolves after the first connection. Rejects if the reconnect strategy ends the attempts, or after `destroy`. */
  async connect(): Promise<void> {
    this.#run.abort();
    const run = new AbortController();
    this.#run = run;
    for (let retries = 0; ; retries += 1) {
      try {
        await this.#connectToMaster(run.signal);
        return;
      } catch (error) {
        const cause = error as Error;
        const pauseMs = run.signal.aborted ? cause : this.#options.reconnectStrategy(retries, cause);
        if (typeof pauseMs !== 'number') {
          run.abort();
          throw cause;
        }
        this.emit('error', cause);
        await sleep(pauseMs, run.signal);
      }
    }
  }

  destroy(): void {
    this.#run.abort();
    this.#url = undefined;
    this.#client.destroy();
  }

  async close(): Promise<void> {
    this.#run.abort();
    if (this.#client.isOpen) await this.#client.close();
  }

  /** Throws a `FormerMasterError` if the Sentinels name another server than the one of the current connection. */
  async checkMaster(): Promise<void> {
    const currentUrl = this.#url;
    const url = await findMasterUrl(this.#options, currentUrl).catch(() => currentUrl);
    if (url !== currentUrl && this.isReady && this.#url === currentUrl) throw new FormerMasterError();
  }

  async #connectToMaster(signal: AbortSignal): Promise<void> {
    const lastUrl = this.#url;
    // If this attempt fails, the next one may try another server.
    this.#url = undefined;
    const url = await findMasterUrl(this.#options, lastUrl);
    const client = this.#createClient(url);
    try {
      signal.throwIfAborted();
      await withTimeout(client.connect(), CONNECT_TIMEOUT_MS, () => new Error('Connection timeout'));
      signal.throwIfAborted();
      if (!client.isReady) throw new Error('The connection was lost immediately');
    } catch (error) {
      client.destroy();
      throw error;
    }
    client.on('error', (error) => this.#replace(client, error));
    this.#client.destroy();
    this.#client = client;
    this.#url = url;
    this.emit('ready');
  }

  /** Opens a new connection after the client has lost the current one. */
  #replace(client: RedisClient, error: Error): void {
    if (client !== this.#client || !this.isOpen) return;
    client.destroy();
    this.emit('error', error);
    this.connect().catch(() => {
      // The attempts after the first connection end only with `destroy` or `close`.
    });
  }

  #createClient(url: string): RedisClient {
    const { ca, name } = this.#options;
    const client = createRedisClient({ url, ca, name, queue: false, reconnectStrategy: false });
    client.on('error', () => {
      // An `error` event without a listener would end the process. The caller of `connect` gets the error of its attempt.
    });
    return client;
  }
}

/** Returns an object that has the methods of the follower, and otherwise those of its current client. */
export function createFollowingClient(follower: MasterFollower): RedisClient {
  return new Proxy(follower, {
    get: (target, property) => {
      const owner = property in target ? target : target.client;
      const value: unknown = Reflect.get(owner, property, owner);
      return typeof value === 'function' ? value.bind(owner) : value;
    },
  }) as unknown as RedisClient;
}
