import { ROOM_STREAM, roomEventId, roomSubject } from '@kcs/contracts';
import { JetStreamApiError, type JetStreamClient, jetstream } from '@nats-io/jetstream';
import { type NatsConnection, RequestError } from '@nats-io/nats-core';
import { busEventText, type StoredEvent } from '../stored-event.ts';

/** What became of a publish: stored by the stream; never will be; not now; not now for want of the stream. */
export type Published = 'published' | 'poison' | 'away' | 'no-stream';

const ACK_TIMEOUT_MS = 2_000;
/** Subject, headers and protocol beside the payload. */
const HEADROOM_BYTES = 512;
const DEFAULT_MAX_PAYLOAD = 1024 * 1024;

/** Publishes events to the stream, with the id that removes repeats within its window. */
export class BusLink {
  readonly #nc: NatsConnection;
  readonly #js: JetStreamClient;
  #connected = true;

  constructor(nc: NatsConnection) {
    this.#nc = nc;
    this.#js = jetstream(nc, { timeout: ACK_TIMEOUT_MS });
    void this.#follow();
  }

  /** False while publishing would only pile up in memory. */
  get connected(): boolean {
    return this.#connected && !this.#nc.isClosed() && !this.#nc.isDraining();
  }

  async publish(event: StoredEvent): Promise<Published> {
    const payload = Buffer.from(busEventText(event));
    if (payload.length + HEADROOM_BYTES > (this.#nc.info?.max_payload ?? DEFAULT_MAX_PAYLOAD))
      return 'poison';
    if (!this.connected) return 'away';
    try {
      const ack = await this.#js.publish(roomSubject(event.roomId, event.kind), payload, {
        msgID: roomEventId(event.roomId, event.seq),
        timeout: ACK_TIMEOUT_MS,
      });
      return ack.stream === ROOM_STREAM.name ? 'published' : 'away';
    } catch (error) {
      return outcomeOf(error);
    }
  }

  async #follow(): Promise<void> {
    for await (const { type } of this.#nc.status()) {
      if (type === 'disconnect') this.#connected = false;
      if (type === 'reconnect') this.#connected = true;
    }
    this.#connected = false;
  }
}

function outcomeOf(error: unknown): Published {
  const { cause } = error as { cause?: unknown };
  if (cause instanceof RequestError && cause.isNoResponders()) return 'no-stream';
  // The stream judged this very message (4xx); 5xx is about the server's own state.
  if (error instanceof JetStreamApiError && error.status >= 400 && error.status < 500) return 'poison';
  return 'away';
}
