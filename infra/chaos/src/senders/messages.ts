import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../judge/ledger.ts';
import type { RandomGenerator } from '../plan/random.ts';
import type { ChatRoom } from '../school/school.ts';
import type { SendMethod, SendOutcome } from './send-method.ts';

export interface MessageLoadOptions {
  readonly rooms: readonly ChatRoom[];
  readonly perSecond: number;
  /** The send methods. Each message uses one of them, drawn at random. */
  readonly methods: readonly SendMethod[];
  readonly random: RandomGenerator;
  readonly ledger: Ledger;
  /** The total number of messages to send. By default, there is no limit. */
  readonly maxMessages?: number;
}

const SEND_TICK_INTERVAL_MS = 25;
/**
 * The maximum number of messages in flight. At this limit, no new messages are sent, so that they do not pile up during
 * a long outage.
 */
const MAX_MESSAGES_IN_FLIGHT = 1_000;
/** How long `stop` waits for the last responses before the senders give up. */
const STOP_TIMEOUT_MS = 60_000;
const FIRST_RETRY_DELAY_MS = 250;
const LONGEST_RETRY_DELAY_MS = 2_000;

/**
 * Sends messages at a steady rate. If there is no response or the failure is temporary, retries with the same
 * `client_msg_id`, as a real client does. Records each acknowledged message in the ledger.
 */
export class MessageLoad {
  readonly #options: MessageLoadOptions;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #prefix = Math.random().toString(36).slice(2, 8);
  readonly #timer: NodeJS.Timeout;
  #startedAt = performance.now();
  #sent = 0;
  #giveUpAt = Number.POSITIVE_INFINITY;
  unacknowledged = 0;

  constructor(options: MessageLoadOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#tick(), SEND_TICK_INTERVAL_MS);
  }

  get sent(): number {
    return this.#sent;
  }

  /** Stops sending. Resolves once every message has been acknowledged, refused, or given up on. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#giveUpAt = performance.now() + STOP_TIMEOUT_MS;
    await Promise.all(this.#inFlight);
  }

  #tick(): void {
    const { perSecond, maxMessages = Number.POSITIVE_INFINITY } = this.#options;
    const elapsedMs = performance.now() - this.#startedAt;
    const dueMessageCount = Math.min(maxMessages, Math.floor((elapsedMs * perSecond) / 1_000));
    while (this.#sent < dueMessageCount) {
      if (this.#inFlight.size >= MAX_MESSAGES_IN_FLIGHT) {
        // Restart the schedule, so that the messages that are held back now are not sent in a burst later.
        this.#startedAt = performance.now() - (this.#sent * 1_000) / perSecond;
        return;
      }
      this.#sent += 1;
      const sendPromise = this.#send(`${this.#prefix}-${this.#sent}`).finally(() =>
        this.#inFlight.delete(sendPromise),
      );
      this.#inFlight.add(sendPromise);
    }
  }

  async #send(clientMsgId: string): Promise<void> {
    const { rooms, methods, random, ledger } = this.#options;
    const room = random.pick(rooms);
    const attemptToSend = random.pick(methods)(room, random.next());
    for (let attempt = 0; performance.now() < this.#giveUpAt; attempt++) {
      const sendOutcome: SendOutcome = await attemptToSend(clientMsgId);
      if (sendOutcome.kind === 'acknowledged') {
        const sentClientMsgId = sendOutcome.clientMsgId ?? clientMsgId;
        ledger.acknowledge({ roomId: room.id, clientMsgId: sentClientMsgId, stored: sendOutcome.stored });
        return;
      }
      if (sendOutcome.kind === 'refused') {
        ledger.note(`Message refused permanently: ${sendOutcome.reason}`);
        break;
      }
      await sleep(getRetryDelayMs(attempt));
    }
    this.unacknowledged += 1;
  }
}

/**
 * Returns the delay before the next attempt. It doubles with each attempt, up to 2 s, and is shortened at random by up
 * to a half.
 */
function getRetryDelayMs(attempt: number): number {
  const maxDelayMs = Math.min(LONGEST_RETRY_DELAY_MS, FIRST_RETRY_DELAY_MS * 2 ** Math.min(attempt, 10));
  return maxDelayMs * (0.5 + Math.random() / 2);
}
