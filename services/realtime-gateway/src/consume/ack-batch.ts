import type { JsMsg } from '@nats-io/jetstream';

/**
 * Acknowledges messages in batches. All acknowledgments within one turn of the event loop share a single network write.
 */
export class AckBatch {
  #messages: JsMsg[] = [];

  add(message: JsMsg): void {
    if (this.#messages.length === 0) setImmediate(() => this.#send());
    this.#messages.push(message);
  }

  #send(): void {
    const messagesToAcknowledge = this.#messages;
    this.#messages = [];
    try {
      for (const message of messagesToAcknowledge) message.ack();
    } catch {
      // The NATS connection is closed. The bus will redeliver the unacknowledged messages.
    }
  }
}
