import type { FieldProblem } from '../document/document.ts';

/** KCS Chat has stored the document, and will deliver the notification. */
interface AcceptedResult {
  readonly status: 'accepted';
  readonly id: string;
  /** The number of people whom the notification addresses. Known over HTTP only. */
  readonly recipients?: number;
  /** The number of targets that do not exist. An Admin can find them in the dead letters. Known over HTTP only. */
  readonly unknownTargets?: number;
}

/** The producer had sent a document with this id before. The notification is delivered only once. */
interface RepeatedResult {
  readonly status: 'repeated';
  readonly id: string;
}

/** The document was not stored. Publishing it again unchanged does not help. */
interface RefusedResult {
  readonly status: 'refused';
  readonly id: string;
  /** An error code of docs/protocol.md, such as `VALIDATION_FAILED`, `FORBIDDEN`, or `RATE_LIMITED`. */
  readonly code: string;
  /** What is wrong, and what to do. */
  readonly message: string;
  /** The invalid fields. */
  readonly details: readonly FieldProblem[];
  /** After `RATE_LIMITED`: how long to wait until the server accepts the document, in milliseconds. */
  readonly retryAfterMs?: number;
}

/**
 * The server did not confirm the document in time. The document may or may not have been stored. Publish it again with
 * the same id.
 */
interface UnreachableResult {
  readonly status: 'unreachable';
  readonly id: string;
  /** Why the last attempt failed. */
  readonly message: string;
  readonly attempts: number;
}

/**
 * The caller aborted the call, or closed the publisher. The document may or may not have been stored. Publish it again
 * with the same id.
 */
interface AbortedResult {
  readonly status: 'aborted';
  readonly id: string;
  readonly message: string;
}

/** Too many documents are waiting in this publisher. The document was not sent. Publish it again later. */
interface BusyResult {
  readonly status: 'busy';
  readonly id: string;
  readonly message: string;
}

/**
 * The outcome of publishing a document. `id` is the id of the document, or the generated one if the document had none.
 */
export type PublishResult =
  | AcceptedResult
  | RepeatedResult
  | RefusedResult
  | UnreachableResult
  | AbortedResult
  | BusyResult;
