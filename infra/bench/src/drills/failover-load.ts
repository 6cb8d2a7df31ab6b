import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestUser } from '@kcs/testkit';

const RETRY_PAUSE_MS = 200;
const RESPONSE_TIMEOUT_MS = 3_000;

/** A message that chat-api has acknowledged. Times are from `performance.now`. */
export interface AcknowledgedMessage {
  readonly id: string;
  readonly at: number;
}

/** A person who sends messages through one replica of chat-api. */
export interface FailoverSender {
  readonly user: TestUser;
  readonly api: { readonly url: string };
}

/**
 * Makes each sender send messages to a room, one at a time, until the load is stopped. A failed send is repeated
 * with the same `client_msg_id`, as a client would.
 */
export class FailoverLoad {
  readonly acknowledged: AcknowledgedMessage[] = [];
  readonly #loops: Promise<void>[];
  readonly #pauseMs: number;
  #stopped = false;

  /** `pauseMs` is the pause of a sender between two messages. Default: none. */
  constructor(senders: readonly FailoverSender[], roomId: string, pauseMs = 0) {
    this.#pauseMs = pauseMs;
    this.#loops = senders.map((sender) => this.#run(sender, roomId));
  }

  /** Stops the senders. Resolves when the last message of each sender has been acknowledged. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loops);
  }

  /** The longest time between two acknowledgments, in milliseconds. */
  get longestPauseMs(): number {
    const times = this.acknowledged.map(({ at }) => at);
    return Math.max(0, ...times.slice(1).map((at, i) => at - (times[i] as number)));
  }

  async #run(sender: FailoverSender, roomId: string): Promise<void> {
    while (!this.#stopped) {
      const message = { content: 'Is this one kept?', client_msg_id: randomUUID() };
      while (!(await this.#send(sender, roomId, message))) await sleep(RETRY_PAUSE_MS);
      if (this.#pauseMs > 0) await sleep(this.#pauseMs);
    }
  }

  /** Returns whether chat-api has acknowledged the message. */
  async #send({ user, api }: FailoverSender, roomId: string, message: object): Promise<boolean> {
    const path = `/chat/rooms/${roomId}/messages`;
    const response = await user
      .request('POST', path, message, { api, timeoutMs: RESPONSE_TIMEOUT_MS })
      .catch(() => undefined);
    if (!response || response.status >= 300) return false;
    this.acknowledged.push({ id: response.body.data.id, at: performance.now() });
    return true;
  }
}
