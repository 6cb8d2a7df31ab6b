import { buildRoomEventId, buildRoomSubject, isSafeEventKind, ROOM_STREAM } from '@kcs/contracts';
import { getTracing, runInSpan } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { EventOrigin } from '../event-origin.ts';
import { type StoredEvent, toBusEventJson } from '../stored-event.ts';
import { AckInbox } from './ack-inbox.ts';
import { classifyPublishError, type PublishResult } from './classify-publish-error.ts';

/**
 * The number of bytes in a NATS message that are reserved for the subject, the headers, and the protocol. The payload
 * may take up the rest.
 */
const MESSAGE_OVERHEAD_BYTES = 512;
const DEFAULT_MAX_PAYLOAD_BYTES = 1024 * 1024;

/**
 * Publishes room events to their JetStream stream. Each event has a message id, which the stream uses to recognize and
 * drop repeats (TRAP-19).
 */
export class BusLink {
  readonly #nc: NatsConnection;
  readonly #acks: AckInbox;
  #connected = true;
  #subjects: readonly string[] | undefined;

  constructor(nc: NatsConnection) {
    this.#nc = nc;
    this.#acks = new AckInbox(nc);
    void this.#watchConnection();
  }

  /**
   * Whether NATS is connected. Do not publish without a connection, because that would only fill the NATS client's
   * buffer in memory.
   */
  get connected(): boolean {
    return this.#connected && !this.#nc.isClosed() && !this.#nc.isDraining();
  }

  /** Remembers the stream's current subjects. Returns whether they have changed since the last call. */
  updateSubjects(subjects: readonly string[]): boolean {
    const haveSubjectsChanged = subjects.join() !== this.#subjects?.join();
    this.#subjects = subjects;
    return haveSubjectsChanged;
  }

  async publish(event: StoredEvent): Promise<PublishResult> {
    const payload = Buffer.from(toBusEventJson(event));
    const maxPayloadBytes = this.#nc.info?.max_payload ?? DEFAULT_MAX_PAYLOAD_BYTES;
    if (payload.length + MESSAGE_OVERHEAD_BYTES > maxPayloadBytes)
      return { outcome: 'rejected', reason: 'too large' };
    if (!isSafeEventKind(event.kind)) return { outcome: 'rejected', reason: 'invalid kind' };
    if (!this.connected) return { outcome: 'unavailable', reason: 'NATS is not connected' };
    try {
      const messageId = buildRoomEventId(event.roomId, event.seq);
      const subject = buildRoomSubject(event.roomId, event.kind);
      const { origin } = event;
      const stream = await (origin?.traceparent && getTracing()
        ? this.#publishInSpan(subject, payload, messageId, origin)
        : this.#acks.publish(subject, payload, messageId, origin));
      return { outcome: stream === ROOM_STREAM.name ? 'published' : 'no-subject' };
    } catch (error) {
      const publishResult = classifyPublishError(error);
      if (publishResult.outcome !== 'no-stream' || !this.#lacksSubjectOf(event.kind)) return publishResult;
      return { ...publishResult, outcome: 'no-subject' };
    }
  }

  /** Publishes the message in a span, which becomes the parent of the spans of its consumers. */
  #publishInSpan(
    subject: string,
    payload: Uint8Array,
    messageId: string,
    origin: EventOrigin,
  ): Promise<string> {
    const attributes = { 'messaging.system': 'nats', 'messaging.message.id': messageId };
    const spanOptions = {
      name: 'publish room event',
      kind: 'producer',
      parent: origin.traceparent,
      attributes,
    } as const;
    return runInSpan(spanOptions, (span) =>
      this.#acks.publish(subject, payload, messageId, { ...origin, traceparent: span?.traceparent }),
    );
  }

  /**
   * Returns whether the stream is known to lack the subject for this kind of event. Returns false while the stream's
   * subjects are unknown.
   */
  #lacksSubjectOf(kind: string): boolean {
    return this.#subjects !== undefined && !this.#subjects.includes(buildRoomSubject('*', kind));
  }

  async #watchConnection(): Promise<void> {
    for await (const { type } of this.#nc.status()) {
      if (type === 'disconnect') this.#disconnected();
      if (type === 'reconnect') this.#connected = true;
    }
    this.#disconnected();
  }

  #disconnected(): void {
    this.#connected = false;
    // The acknowledgments that are on their way are lost. The sweep publishes these events again after a reconnect.
    this.#acks.rejectAll();
  }
}
