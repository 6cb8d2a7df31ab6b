import { isSafeKind, ROOM_STREAM, roomEventId, roomSubject } from '@kcs/contracts';
import { JetStreamApiError, type JetStreamClient, jetstream } from '@nats-io/jetstream';
import { type NatsConnection, RequestError } from '@nats-io/nats-core';
import { type StoredEvent, toBusEventJson } from '../stored-event.ts';

/**
 * The outcome of publishing one event:
 * - `published`: the stream acknowledged the event.
 * - `rejected`: the stream will never accept the event.
 * - `unavailable`: the bus cannot store any event now. Try again later.
 * - `no-stream`: the stream does not exist. Create the stream, then try again.
 * - `no-subject`: the stream lacks the subject for this kind of event. Wait until a newer version of chat-api adds the
 *   subject (LOG-7).
 */
export type PublishOutcome = 'published' | 'rejected' | 'unavailable' | 'no-stream' | 'no-subject';

const ACK_TIMEOUT_MS = 2_000;
/** Space in a NATS message for the subject, headers and protocol. The payload may use the rest. */
const OVERHEAD_BYTES = 512;
const DEFAULT_MAX_PAYLOAD_BYTES = 1024 * 1024;

/**
 * Publishes room events to their JetStream stream. Each event has a message id, by which the stream drops repeats
 * (TRAP-19).
 */
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

  /**
   * Whether NATS is connected. Without a connection, publishing would only fill the memory buffer of the NATS client.
   */
  get connected(): boolean {
    return this.#connected && !this.#nc.isClosed() && !this.#nc.isDraining();
  }

  /** Stores the list of the stream's subjects. Returns whether the list has changed. */
  updateSubjects(subjects: readonly string[]): boolean {
    const hasChanged = subjects.join() !== this.#subjects?.join();
    this.#subjects = subjects;
    return hasChanged;
  }

  async publish(event: StoredEvent): Promise<PublishOutcome> {
    const payload = Buffer.from(toBusEventJson(event));
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
      const outcome = toOutcome(error);
      return outcome === 'no-stream' && this.#lacksSubjectOf(event.kind) ? 'no-subject' : outcome;
    }
  }

  /**
   * Returns whether the stream exists but lacks the subject for this kind of event. Returns false if the subjects are
   * unknown.
   */
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

function toOutcome(error: unknown): PublishOutcome {
  const { cause } = error as { cause?: unknown };
  if (cause instanceof RequestError && cause.isNoResponders()) return 'no-stream';
  // A 4xx status means that the stream will never accept this event. A 5xx status means that the server has a problem.
  if (error instanceof JetStreamApiError && error.status >= 400 && error.status < 500) return 'rejected';
  return 'unavailable';
}
