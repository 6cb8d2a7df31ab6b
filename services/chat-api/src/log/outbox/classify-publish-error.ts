import { JetStreamApiError } from '@nats-io/jetstream';
import { InvalidArgumentError, RequestError } from '@nats-io/nats-core';

/**
 * The outcome of publishing one event:
 * - `published`: the stream acknowledged the event.
 * - `rejected`: the stream will never accept this event, because of its size or format.
 * - `refused`: the stream accepts no events now, for example because it is full. Try again later.
 * - `unavailable`: the bus did not answer. Try again later.
 * - `no-stream`: the stream does not exist, or has no leader. Create it if it is missing, then try again.
 * - `no-subject`: the stream lacks the subject for this kind of event. Wait until a replica of the newer version that
 *   knows the kind adds the subject (LOG-7).
 * - `subject-full`: an operator limited the messages per subject, and the subject of this event is full.
 */
export type PublishOutcome =
  | 'published'
  | 'rejected'
  | 'refused'
  | 'unavailable'
  | 'no-stream'
  | 'no-subject'
  | 'subject-full';

export interface PublishResult {
  readonly outcome: PublishOutcome;
  /** Why the event was not published, in the words of the server or the NATS client. */
  readonly reason?: string;
}

/** The JetStream error codes that are about the published message itself: its size, or the size of its headers. */
const MESSAGE_FAULT_CODES: readonly number[] = [10054, 10097];
/** The JetStream error code for a message that the stream could not store. Its description names the limit. */
const STORE_FAILED_CODE = 10077;

/**
 * Classifies an error from publishing an event. JetStream's HTTP-like status does not tell whether the message is at
 * fault: a full account has status 400. Only the error code does, and every unknown code counts as temporary, because a
 * wrongly rejected event is lost to the consumers of the stream.
 */
export function classifyPublishError(error: unknown): PublishResult {
  const reason = error instanceof Error ? error.message || error.name : String(error);
  if (error instanceof InvalidArgumentError) return { outcome: 'rejected', reason };
  if (error instanceof JetStreamApiError) return { outcome: outcomeOfCode(error.code, reason), reason };
  const { cause } = error as { cause?: unknown };
  if (cause instanceof RequestError && cause.isNoResponders()) return { outcome: 'no-stream', reason };
  return { outcome: 'unavailable', reason };
}

function outcomeOfCode(code: number, description: string): PublishOutcome {
  if (MESSAGE_FAULT_CODES.includes(code)) return 'rejected';
  return code === STORE_FAILED_CODE && /per subject/.test(description) ? 'subject-full' : 'refused';
}
