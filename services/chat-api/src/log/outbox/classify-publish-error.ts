import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';

/**
 * The outcome of publishing one event:
 * - `published`: the stream acknowledged the event.
 * - `rejected`: this event can never be published, because of its size or format.
 * - `refused`: the stream accepts no events at present, for example because it is full. Try again later.
 * - `unavailable`: the bus did not answer. Try again later.
 * - `no-stream`: the stream does not exist or has no leader. Create it if it is missing, and then try again.
 * - `no-subject`: the stream lacks the subject for this kind of event. Wait until a replica of a newer version adds the
 *   subject (LOG-7).
 * - `subject-full`: an operator has limited the number of messages per subject, and the subject of this event is full.
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

/** The JetStream error codes for a message that is too large, or whose headers are too large. */
const MESSAGE_TOO_LARGE_CODES: readonly number[] = [10054, 10097];
/**
 * The JetStream error code for a message that the stream could not store. If a limit is the cause, the error's
 * description names it.
 */
const MESSAGE_NOT_STORED_CODE = 10077;

/**
 * Converts an error from publishing an event to an outcome. Only the JetStream error code shows whether the message
 * itself is at fault. The HTTP-like status does not: even the error for a full NATS account has the status 400. An
 * unknown code counts as temporary, because an event that was rejected by mistake would never reach the stream's
 * consumers.
 */
export function classifyPublishError(error: unknown): PublishResult {
  const reason = error instanceof Error ? error.message || error.name : String(error);
  if (error instanceof errors.InvalidArgumentError) return { outcome: 'rejected', reason };
  if (error instanceof JetStreamApiError)
    return { outcome: classifyJetStreamErrorCode(error.code, reason), reason };
  if (error instanceof errors.NoRespondersError) return { outcome: 'no-stream', reason };
  return { outcome: 'unavailable', reason };
}

function classifyJetStreamErrorCode(code: number, description: string): PublishOutcome {
  if (MESSAGE_TOO_LARGE_CODES.includes(code)) return 'rejected';
  return code === MESSAGE_NOT_STORED_CODE && /per subject/.test(description) ? 'subject-full' : 'refused';
}
