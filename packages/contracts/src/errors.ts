/** What a client should do with an error: give up, mend the request, or try the same again later. */
export type Retry = 'never' | 'later';

interface ErrorSpec {
  readonly status: number;
  readonly retry: Retry;
  readonly message: string;
}

const spec = (status: number, retry: Retry, message: string): ErrorSpec => ({ status, retry, message });

/**
 * Every error code that leaves the system, with its HTTP status, whether the same request may succeed later, and the
 * message used where a caller gives none. REST, socket callbacks and the bus answer from this one table.
 */
export const ERRORS = {
  VALIDATION_FAILED: spec(400, 'never', 'The request is not well-formed; see details for each field.'),
  UNAUTHENTICATED: spec(
    401,
    'never',
    'Log in first: the token is missing, bad, expired or its session has ended.',
  ),
  FORBIDDEN: spec(403, 'never', 'Your role does not allow this.'),
  NOT_FOUND: spec(404, 'never', 'There is nothing at this address.'),
  ROOM_NOT_FOUND: spec(404, 'never', 'There is no such room, or you are not a member of it.'),
  MESSAGE_NOT_FOUND: spec(
    404,
    'never',
    'There is no such message, or it is in a room you are not a member of.',
  ),
  USER_NOT_FOUND: spec(404, 'never', 'There is no such user.'),
  MEMBER_NOT_FOUND: spec(404, 'never', 'This user is not a member of the room.'),
  SESSION_NOT_FOUND: spec(404, 'never', 'There is no such session of yours.'),
  METHOD_NOT_ALLOWED: spec(405, 'never', 'This address does not take this method; see the Allow header.'),
  REQUEST_TIMEOUT: spec(408, 'later', 'The request did not arrive in time; send it again.'),
  CONFLICT: spec(409, 'never', 'The present state does not allow this.'),
  RESYNC_REQUIRED: spec(410, 'never', 'Events after this number are not kept; load the room afresh.'),
  PAYLOAD_TOO_LARGE: spec(413, 'never', 'The request is too large.'),
  UNSUPPORTED_MEDIA_TYPE: spec(415, 'never', 'Send the body as application/json.'),
  RATE_LIMITED: spec(429, 'later', 'Too many requests; wait and try again.'),
  INTERNAL: spec(500, 'later', 'Something went wrong on our side; the request id helps to find it.'),
  NOT_IMPLEMENTED: spec(501, 'never', 'This is not available yet.'),
  UNAVAILABLE: spec(503, 'later', 'A part of the system is away for the moment; try again shortly.'),
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERRORS;

export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(ERRORS, code);

/** One field that is wrong: its path as a JSON pointer, and why. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** The error that every service throws; the edge turns it into the answer of its transport. */
export class ChatError extends Error {
  readonly code: ErrorCode;
  readonly details: readonly FieldProblem[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string = ERRORS[code].message,
    more: { details?: readonly FieldProblem[]; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ChatError';
    this.code = code;
    this.details = more.details;
    this.retryAfterMs = more.retryAfterMs;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}
