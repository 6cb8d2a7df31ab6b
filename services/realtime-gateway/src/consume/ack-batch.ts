import type { JsMsg } from '@nats-io/jetstream';

/**
 * How long an acknowledgment may wait for others. It is much shorter than the time after which the bus redelivers an
 * unacknowledged event (TRAP-21). A gateway that crashes meanwhile causes a repeat, which every gateway drops.
 */
const MAX_ACK_DELAY_MS = 50;
/**
 * Number of acknowledgments that are sent without further delay. It is far below the maximum number of unacknowledged
 * events, at which the bus would stop delivering.
 */
const MAX_WAITING_ACKS = 64;

/**
 * Acknowledges messages in batches of up to 64, at most 50 ms later. The acknowledgments of a batch share a single
 * network write. If each were sent by itself, it would wake NATS once more for each lone message.
 */
export class AckBatch {
  #messages: Pick<JsMsg, 'ack'>[] = [];
  #timer: NodeJS.Timeout | undefined;

  add(message: Pick<JsMsg, 'ack'>): void {
    this.#messages.push(message);
    if (this.#messages.length >= MAX_WAITING_ACKS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), MAX_ACK_DELAY_MS);
  }

  /** Sends all waiting acknowledgments. Never throws. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const messagesToAcknowledge = this.#messages;
    this.#messages = [];
    try {
      for (const message of messagesToAcknowledge) message.ack();
    } catch {
      // The NATS connection is closed. The bus will redeliver the unacknowledged messages.
    }
  }
}
