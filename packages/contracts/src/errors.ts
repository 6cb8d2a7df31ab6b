/** Whether a client may repeat a failed request unchanged: `never`, or `later`, which means after a while. */
export type RetryAdvice = 'never' | 'later';

interface ErrorSpec {
  readonly status: number;
  readonly retry: RetryAdvice;
  readonly message: string;
}

const createErrorSpec = (status: number, retry: RetryAdvice, message: string): ErrorSpec => ({
  status,
  retry,
  message,
});

/**
 * Every error code that clients and services can receive, with its HTTP status, its rule for retries, and its default
 * message. REST, socket acknowledgments, and bus replies all use this table (REST-3).
 */
export const ERRORS = {
  VALIDATION_FAILED: createErrorSpec(
    400,
    'never',
    'The request is invalid. Correct the fields in "details" and send it again.',
  ),
  UNAUTHENTICATED: createErrorSpec(
    401,
    'never',
    'Log in first. The token is missing, invalid or expired, or its session has ended.',
  ),
  FORBIDDEN: createErrorSpec(403, 'never', 'Your role does not allow this. Ask someone with a higher role.'),
  NOT_FOUND: createErrorSpec(404, 'never', 'Nothing exists at this URL. Check the path.'),
  ACCOUNT_CLOSED: createErrorSpec(
    403,
    'never',
    "The other person's account is closed, so the message cannot be delivered. Write to someone else.",
  ),
  POSTING_RESTRICTED: createErrorSpec(
    403,
    'never',
    'Only owners and admins can send messages in this room. React to a message, or write to one of them.',
  ),
  ROOM_NOT_FOUND: createErrorSpec(
    404,
    'never',
    'This room does not exist, or you are not a member of it. Load your rooms again.',
  ),
  MESSAGE_NOT_FOUND: createErrorSpec(
    404,
    'never',
    'This message does not exist, or you are not a member of its room. Load the room again.',
  ),
  USER_NOT_FOUND: createErrorSpec(404, 'never', 'This user does not exist. Search for the user again.'),
  MEMBER_NOT_FOUND: createErrorSpec(
    404,
    'never',
    'This user is not a member of the room. Load the members again.',
  ),
  SESSION_NOT_FOUND: createErrorSpec(
    404,
    'never',
    'This session does not exist, or it belongs to another user. Load your sessions again.',
  ),
  MEETING_NOT_FOUND: createErrorSpec(
    404,
    'never',
    "This meeting does not exist, or you are not a member of its room. Load the room's meetings again.",
  ),
  PARTICIPANT_NOT_FOUND: createErrorSpec(
    404,
    'never',
    'This participant is not in the meeting. Use the id of a current participant.',
  ),
  SERVICE_ACCOUNT_NOT_FOUND: createErrorSpec(
    404,
    'never',
    'This service account does not exist. Load the service accounts again.',
  ),
  NOTIFICATION_NOT_FOUND: createErrorSpec(
    404,
    'never',
    'This notification does not exist, or it does not concern you. Load the notifications again.',
  ),
  DEAD_LETTER_NOT_FOUND: createErrorSpec(
    404,
    'never',
    'This dead letter does not exist. Load the dead letters again.',
  ),
  EXPORT_NOT_FOUND: createErrorSpec(
    404,
    'never',
    'This export does not exist, or it has expired. Load the exports again.',
  ),
  METHOD_NOT_ALLOWED: createErrorSpec(
    405,
    'never',
    'This URL does not support the HTTP method. Use a method from the Allow header.',
  ),
  REQUEST_TIMEOUT: createErrorSpec(408, 'later', 'The request took too long to arrive. Send it again.'),
  CONFLICT: createErrorSpec(
    409,
    'never',
    'The request conflicts with the current state. Load the latest data and try again.',
  ),
  MEETING_FULL: createErrorSpec(
    409,
    'never',
    'This meeting is full. Wait until a participant leaves, then join again.',
  ),
  NOT_IN_MEETING: createErrorSpec(409, 'never', 'This socket is not in the meeting. Join the meeting first.'),
  MEETING_ENDED: createErrorSpec(410, 'never', 'This meeting has ended. Start a new meeting in the room.'),
  RESYNC_REQUIRED: createErrorSpec(
    410,
    'never',
    'The server cannot send all events after this position. Load the room again.',
  ),
  PAYLOAD_TOO_LARGE: createErrorSpec(413, 'never', 'The request is too large. Send less data.'),
  UNSUPPORTED_MEDIA_TYPE: createErrorSpec(
    415,
    'never',
    'The content type of the body is not supported. Send the body as application/json.',
  ),
  RATE_LIMITED: createErrorSpec(429, 'later', 'Too many requests. Wait a moment and try again.'),
  INTERNAL: createErrorSpec(
    500,
    'later',
    'Something went wrong on our side. Report the request id if it happens again.',
  ),
  NOT_IMPLEMENTED: createErrorSpec(501, 'never', 'This feature is not available yet.'),
  UNAVAILABLE: createErrorSpec(
    503,
    'later',
    'Part of the system is temporarily unavailable. Try again shortly.',
  ),
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERRORS;

/** Returns whether the value is one of the error codes in `ERRORS`. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}
