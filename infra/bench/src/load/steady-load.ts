import { setTimeout as sleep } from 'node:timers/promises';
import { KeepAliveClient } from './keep-alive-client.ts';
import type { ResumingMember } from './resuming-client.ts';

interface SteadyLoadOptions {
  readonly apiUrl: string;
  readonly senders: readonly ResumingMember[];
  readonly messagesPerSecond: number;
}

const MAX_CONNECTIONS = 64;
const RETRY_PAUSE_MS = 200;
const MAX_ATTEMPTS = 200;
const DUE_TIME_PATTERN = /^scale-([\d.]+)-/;
const now = () => performance.timeOrigin + performance.now();

/**
 * Sends messages at a fixed rate until it is stopped, each by another member to that member's room. A failed send is
 * repeated with the same `client_msg_id`, up to 200 times.
 */
export class SteadyLoad {
  acknowledgedCount = 0;
  /** The number of sends that failed and were repeated. */
  repeatedSendCount = 0;
  /** The number of messages that were never acknowledged. */
  failedCount = 0;
  readonly #options: SteadyLoadOptions;
  readonly #client = new KeepAliveClient(MAX_CONNECTIONS);
  readonly #pending = new Set<Promise<void>>();
  readonly #loop: Promise<void>;
  #isStopped = false;

  constructor(options: SteadyLoadOptions) {
    this.#options = options;
    this.#loop = this.#run();
  }

  /** Returns how many milliseconds ago a message of this load was due to be sent. Undefined for other messages. */
  static readAgeMs(content: string): number | undefined {
    const dueAt = DUE_TIME_PATTERN.exec(content)?.[1];
    return dueAt === undefined ? undefined : now() - Number(dueAt);
  }

  /** Stops sending. Resolves when every message has been acknowledged or has failed for good. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#loop;
    await Promise.all(this.#pending);
    this.#client.close();
  }

  async #run(): Promise<void> {
    const { senders, messagesPerSecond } = this.#options;
    const startedAt = now();
    for (let n = 0; !this.#isStopped; n++) {
      const dueAt = startedAt + (n * 1_000) / messagesPerSecond;
      const waitMs = dueAt - now();
      if (waitMs > 1) await sleep(waitMs);
      const sending = this.#sendUntilAcknowledged(senders[n % senders.length] as ResumingMember, n, dueAt);
      this.#pending.add(sending);
      void sending.then(() => this.#pending.delete(sending));
    }
  }

  async #sendUntilAcknowledged({ roomId, token }: ResumingMember, n: number, dueAt: number): Promise<void> {
    const url = `${this.#options.apiUrl}/api/v1/chat/rooms/${roomId}/messages`;
    const message = { content: `scale-${dueAt}-${n}`, client_msg_id: `scale-${n}` };
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      if (await this.#send(url, token, message)) {
        this.acknowledgedCount += 1;
        return;
      }
      this.repeatedSendCount += 1;
      await sleep(RETRY_PAUSE_MS);
    }
    this.failedCount += 1;
  }

  /** Returns whether chat-api has acknowledged the message. */
  async #send(url: string, token: string, message: object): Promise<boolean> {
    const response = await this.#client.post(url, token, message).catch(() => undefined);
    return response !== undefined && response.status < 300;
  }
}
