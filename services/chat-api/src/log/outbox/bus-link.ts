import { isSafeKind, ROOM_STREAM, roomEventId, roomSubject } from '@kcs/contracts';
import { JetStreamApiError, type JetStreamClient, jetstream } from '@nats-io/jetstream';
import { type NatsConnection, RequestError } from '@nats-io/nats-core';
import { busEventJson, type StoredEvent } from '../stored-event.ts';

/**
 * The outcome of one publish:
 * - `published`: the stream acknowledged it.
 * - `rejected`: the stream will never accept this event.
 * - `unavailable`: not now.
 * - `no-stream`: not now, because the stream does not exist.
 * - `no-subject`: not now, because the stream does not have the subject of this kind. The version that knows the kind adds
 *   it (LOG-7).
 */
export type PublishOutcome = 'published' | 'rejected' | 'unavailable' | 'no-stream' | 'no-subject';

const ACK_TIMEOUT_MS = 2_000;
/** Room for the subject, headers and protocol in addition to the payload. */
const OVERHEAD_BYTES = 512;
const DEFAULT_MAX_PAYLOAD_BYTES = 1024 * 1024;

/** Publishes events to the stream of room events, each with an id that lets the stream drop repeats (TRAP-19). */
export class BusLink {
  readonly #nc: NatsConnection;
  readonly #js: JetStreamClient;
  #connected = true;
  #subjects: readonly string[] | undefined;

  constructor(nc: NatsConnection) {
    this.#nc = nc;
    this.#js = jetstream(nc, { timeout: ACK_TIMEOUT_MS });
    void this.#watchConnection();
  }

  /** False while there is no connection. Publishing would then only fill memory. */
  get connected(): boolean {
    return this.#connected && !this.#nc.isClosed() && !this.#nc.isDraining();
  }

  /** Tells the link which subjects the stream has. Returns whether that is news. */
  streamHas(subjects: readonly string[]): boolean {
    const isNews = subjects.join() !== this.#subjects?.join();
    this.#subjects = subjects;
    return isNews;
  }

  async publish(event: StoredEvent): Promise<PublishOutcome> {
    const payload = Buffer.from(busEventJson(event));
    const maxPayload = this.#nc.info?.max_payload ?? DEFAULT_MAX_PAYLOAD_BYTES;
    if (payload.length + OVERHEAD_BYTES > maxPayload || !isSafeKind(event.kind)) return 'rejected';
    if (!this.connected) return 'unavailable';
    try {
      const ack = await this.#js.publish(roomSubject(event.roomId, event.kind), payload, {
        msgID: roomEventId(event.roomId, event.seq),
        timeout: ACK_TIMEOUT_MS,
      });
      return ack.stream === ROOM_STREAM.name ? 'published' : 'no-subject';
    } catch (error) {
      const outcome = outcomeOf(error);
      return outcome === 'no-stream' && this.#lacksSubjectOf(event.kind) ? 'no-subject' : outcome;
    }
  }

  /** Whether the stream exists without the subject of the kind, as far as we know. */
  #lacksSubjectOf(kind: string): boolean {
    return this.#subjects !== undefined && !this.#subjects.includes(roomSubject('*', kind));
  }

  async #watchConnection(): Promise<void> {
    for await (const { type } of this.#nc.status()) {
      if (type === 'disconnect') this.#connected = false;
      if (type === 'reconnect') this.#connected = true;
    }
    this.#connected = false;
  }
}

function outcomeOf(error: unknown): PublishOutcome {
  const { cause } = error as { cause?: unknown };
  if (cause instanceof RequestError && cause.isNoResponders()) return 'no-stream';
  // A 4xx is caused by this message, a 5xx by the state of the server.
  if (error instanceof JetStreamApiError && error.status >= 400 && error.status < 500) return 'rejected';
  return 'unavailable';
}
