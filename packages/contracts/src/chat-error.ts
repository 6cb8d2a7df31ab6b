import { ERRORS, type ErrorCode } from './errors.ts';

/** One invalid field of a request: its path as a JSON pointer, and the reason why it is invalid. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/**
 * Returns a sentence about an invalid field. `wholeValue` is the subject of the sentence if the whole value is invalid,
 * such as "The document".
 */
export const formatFieldProblem = ({ field, message }: FieldProblem, wholeValue: string): string =>
  `${field === '' ? wholeValue : field} ${message}${message.endsWith('.') ? '' : '.'}`;

interface ChatErrorOptions {
  readonly details?: readonly FieldProblem[];
  readonly retryAfterMs?: number;
  /** The underlying error. It is only logged, never sent to a client. */
  readonly cause?: unknown;
}

/**
 * The class of every error that a service reports to its callers. REST, sockets, and the bus each convert it to their
 * own failure format.
 */
export class ChatError extends Error {
  readonly code: ErrorCode;
  readonly details: readonly FieldProblem[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string = ERRORS[code].message,
    { details, retryAfterMs, cause }: ChatErrorOptions = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ChatError';
    this.code = code;
    this.details = details;
    this.retryAfterMs = retryAfterMs;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}
