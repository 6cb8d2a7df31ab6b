import type { Ledger } from '../judge/ledger.ts';
import type { Random } from '../random.ts';
import type { ChatRoom } from '../stage/stage.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { Outcome, Way } from './way.ts';

export interface SendersOptions {
  readonly rooms: readonly ChatRoom[];
  readonly perSecond: number;
  /** Each message goes by one of them, drawn. */
  readonly ways: readonly Way[];
  readonly random: Random;
  readonly ledger: Ledger;
  /** Ends by itself after so many. */
  readonly most?: number;
}

const TICK_MS = 25;
/** Over this senders wait for answers, as people would: a long outage does not pile up messages without end. */
const IN_FLIGHT_MOST = 1_000;
/** How long after the end of the load a message may still need. */
const LAST_ANSWERS_WITHIN_MS = 60_000;

/**
 * Sends at a steady rate. Who gets no answer, or a failure that is temporary, sends again under the same
 * `client_msg_id`, as clients do; a message counts once it is acknowledged.
 */
export class Senders {
  readonly #options: SendersOptions;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #mark = Math.random().toString(36).slice(2, 8);
  readonly #timer: NodeJS.Timeout;
  #startedAt = performance.now();
  #sent = 0;
  #giveUpAt = Number.POSITIVE_INFINITY;
  unacknowledged = 0;

  constructor(options: SendersOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  get sent(): number {
    return this.#sent;
  }

  /** No more; resolves when every message has been acknowledged or given up. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#giveUpAt = performance.now() + LAST_ANSWERS_WITHIN_MS;
    await Promise.all(this.#inFlight);
  }

  #tick(): void {
    const { perSecond, most = Number.POSITIVE_INFINITY } = this.#options;
    const due = Math.min(most, Math.floor(((performance.now() - this.#startedAt) * perSecond) / 1_000));
    while (this.#sent < due) {
      if (this.#inFlight.size >= IN_FLIGHT_MOST) {
        // What was held back is not made up for in a burst.
        this.#startedAt = performance.now() - (this.#sent * 1_000) / perSecond;
        return;
      }
      this.#sent += 1;
      const sending = this.#send(`${this.#mark}-${this.#sent}`).finally(() => this.#inFlight.delete(sending));
      this.#inFlight.add(sending);
    }
  }

  async #send(clientMsgId: string): Promise<void> {
    const { rooms, ways, random, ledger } = this.#options;
    const room = random.pick(rooms);
    const way = random.pick(ways);
    const send = way(room, random.next());
    for (let attempt = 0; performance.now() < this.#giveUpAt; attempt++) {
      const outcome: Outcome = await send(clientMsgId);
      if (outcome.kind === 'acknowledged') {
        ledger.acknowledge({
          roomId: room.id,
          clientMsgId: outcome.clientMsgId ?? clientMsgId,
          stored: outcome.stored,
        });
        return;
      }
      if (outcome.kind === 'refused') {
        ledger.note(`a message was refused for good: ${outcome.why}`);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, retryDelayMs(attempt, Math.random())));
    }
    this.unacknowledged += 1;
  }
}
