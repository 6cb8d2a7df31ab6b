import { isSafeKind, ROOM_STREAM, roomEventId, roomSubject } from '@kcs/contracts';
import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { busEventJson, type StoredEvent } from '../stored-event.ts';
import { classifyPublishError, type PublishResult } from './classify-publish-error.ts';

const ACK_TIMEOUT_MS = 2_000;
/** Space reserved in a NATS message for the subject, headers and protocol, in addition to the payload. */
const OVERHEAD_BYTES = 512;
const DEFAULT_MAX_PAYLOAD_BYTES = 1024 * 1024;

/**
 * Publishes room events to their JetStream stream. Each event has a message id, so that the stream drops repeats
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

  /** Whether NATS is connected. While it is not, publishing would only fill the client's memory buffer. */
  get connected(): boolean {
    return this.#connected && !this.#nc.isClosed() && !this.#nc.isDraining();
  }

  /** Stores the subjects that the stream has. Returns true if they differ from the previously stored ones. */
  updateSubjects(subjects: readonly string[]): boolean {
    const changed = subjects.join() !== this.#subjects?.join();
    this.#subjects = subjects;
    return changed;
  }

  async publish(event: StoredEvent): Promise<PublishResult> {
    const payload = Buffer.from(busEventJson(event));
    const maxPayload = this.#nc.info?.max_payload ?? DEFAULT_MAX_PAYLOAD_BYTES;
    if (payload.length + OVERHEAD_BYTES > maxPayload) return { outcome: 'rejected', reason: 'too large' };
    if (!isSafeKind(event.kind)) return { outcome: 'rejected', reason: 'invalid kind' };
    if (!this.connected) return { outcome: 'unavailable', reason: 'NATS is not connected' };
    try {
      const ack = await this.#js.publish(roomSubject(event.roomId, event.kind), payload, {
        msgID: roomEventId(event.roomId, event.seq),
        timeout: ACK_TIMEOUT_MS,
      });
      return { outcome: ack.stream === ROOM_STREAM.name ? 'published' : 'no-subject' };
    } catch (error) {
      const result = classifyPublishError(error);
      if (result.outcome !== 'no-stream' || !this.#lacksSubjectOf(event.kind)) return result;
      return { ...result, outcome: 'no-subject' };
    }
  }

  /** Whether the stream is known to exist without the subject for this kind of event. */
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
