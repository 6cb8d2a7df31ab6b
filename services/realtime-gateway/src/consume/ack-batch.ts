import type { JsMsg } from '@nats-io/jetstream';

/**
 * Collects the messages finished in one turn of the event loop and acknowledges them together, in one write instead of
 * one write each.
 */
export class AckBatch {
  #messages: JsMsg[] = [];

  add(message: JsMsg): void {
    if (this.#messages.length === 0) setImmediate(() => this.#send());
    this.#messages.push(message);
  }

  #send(): void {
    const messages = this.#messages;
    this.#messages = [];
    try {
      for (const message of messages) message.ack();
    } catch {
      // The connection is closed. The bus delivers unacknowledged messages again.
    }
  }
}
