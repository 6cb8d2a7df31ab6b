import { buildInboxPrefix } from '@kcs/contracts';
import { REQUEST_ID_HEADER, TRACEPARENT_HEADER } from '@kcs/service-kit';
import { type ApiError, JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { createInbox, errors, headers, type Msg, type NatsConnection } from '@nats-io/nats-core';
import type { EventOrigin } from '../event-origin.ts';

const DEFAULT_ACK_TIMEOUT_MS = 2_000;
/** The status of the reply that NATS sends if no stream has the subject of a message. */
const NO_RESPONDERS_STATUS = 503;

interface WaitingPublish {
  readonly subject: string;
  /** Measured by `performance.now()`. */
  readonly deadline: number;
  readonly resolve: (stream: string) => void;
  readonly reject: (error: Error) => void;
}

/** The reply of JetStream to a published message. */
interface PublishReply {
  readonly stream?: string;
  readonly error?: ApiError;
}

/**
 * Publishes messages to JetStream, and receives all acknowledgments at one inbox. All waiting publishes share one
 * timer. The publish function of the JetStream client costs about 70 µs of CPU time more for each message, because it
 * creates a timer and an error with a stack trace even if the message is acknowledged.
 */
export class AckInbox {
  readonly #nc: NatsConnection;
  readonly #timeoutMs: number;
  readonly #inbox = createInbox(buildInboxPrefix('chat-api'));
  /**
   * The publishes since the oldest one without an acknowledgment, in the order of their numbers and deadlines. Settled
   * ones are undefined. In a `Map`, V8 would keep them until a full garbage collection.
   */
  readonly #publishes: (WaitingPublish | undefined)[] = [];
  /** The number of the first publish in `#publishes`. */
  #firstNumber = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(nc: NatsConnection, timeoutMs = DEFAULT_ACK_TIMEOUT_MS) {
    this.#nc = nc;
    this.#timeoutMs = timeoutMs;
    nc.subscribe(`${this.#inbox}.*`, {
      callback: (error, reply) => {
        if (!error) this.#settle(reply);
      },
    });
  }

  /**
   * Publishes a message. Returns the name of the stream that has stored it. Throws `JetStreamApiError` if the stream
   * refuses the message, `NoRespondersError` if no stream has the subject, and `TimeoutError` if no acknowledgment
   * arrives within the timeout, 2 s by default. The message carries the origin in its headers.
   */
  publish(subject: string, payload: Uint8Array, messageId: string, origin?: EventOrigin): Promise<string> {
    const reply = `${this.#inbox}.${this.#firstNumber + this.#publishes.length}`;
    const messageHeaders = headers();
    messageHeaders.set('Nats-Msg-Id', messageId);
    if (origin) messageHeaders.set(REQUEST_ID_HEADER, origin.requestId);
    if (origin?.traceparent) messageHeaders.set(TRACEPARENT_HEADER, origin.traceparent);
    return new Promise((resolve, reject) => {
      this.#nc.publish(subject, payload, { reply, headers: messageHeaders });
      this.#publishes.push({ subject, deadline: performance.now() + this.#timeoutMs, resolve, reject });
      this.#timer ??= setTimeout(() => this.#rejectOverdue(), this.#timeoutMs);
    });
  }

  /** Rejects all waiting publishes. Call this when the connection is lost or closed. */
  rejectAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const publishes = this.#publishes.splice(0);
    this.#firstNumber += publishes.length;
    for (const publish of publishes) publish?.reject(new errors.ClosedConnectionError());
  }

  #settle(reply: Msg): void {
    const index = Number(reply.subject.slice(this.#inbox.length + 1)) - this.#firstNumber;
    const publish = this.#publishes[index];
    if (!publish) return;
    this.#publishes[index] = undefined;
    this.#removeSettled();
    try {
      publish.resolve(readStreamName(reply, publish.subject));
    } catch (error) {
      publish.reject(error as Error);
    }
  }

  /** Rejects the publishes whose deadline has passed, and restarts the timer for the next deadline. */
  #rejectOverdue(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (let publish = this.#publishes[0]; publish; publish = this.#publishes[0]) {
      if (publish.deadline > now) {
        this.#timer = setTimeout(() => this.#rejectOverdue(), Math.ceil(publish.deadline - now));
        return;
      }
      publish.reject(new errors.TimeoutError());
      this.#publishes[0] = undefined;
      this.#removeSettled();
    }
  }

  /** Removes the settled publishes at the start of `#publishes`, so that the first entry is always waiting. */
  #removeSettled(): void {
    while (this.#publishes.length > 0 && this.#publishes[0] === undefined) {
      this.#publishes.shift();
      this.#firstNumber += 1;
    }
  }
}

function readStreamName(reply: Msg, subject: string): string {
  if (reply.headers?.code === NO_RESPONDERS_STATUS) throw new errors.NoRespondersError(subject);
  const { stream, error } = reply.json<PublishReply>();
  if (error) throw new JetStreamApiError(error);
  if (!stream) throw new JetStreamError('the acknowledgment does not name a stream');
  return stream;
}
