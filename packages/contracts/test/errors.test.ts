import t from 'tap';
import { ERRORS, isErrorCode } from '../src/index.ts';

t.test('every error code has a 4xx or 5xx status and a message of complete sentences (REST-3)', async (t) => {
  for (const [code, { status, message, retry }] of Object.entries(ERRORS)) {
    t.match(code, /^[A-Z_]+$/);
    t.ok(status >= 400 && status < 600, `${code} has status ${status}`);
    t.match(message, /^[A-Z].*\.$/s, `${code} says what is wrong`);
    t.equal(
      retry === 'later',
      [408, 429, 500, 503].includes(status),
      `${code} says "later" exactly when a retry can help`,
    );
  }
});

t.test('the HTTP status of each error code stays the same, because clients rely on it', async (t) => {
  t.same(Object.fromEntries(Object.entries(ERRORS).map(([code, { status }]) => [code, status])), {
    VALIDATION_FAILED: 400,
    UNAUTHENTICATED: 401,
    FORBIDDEN: 403,
    ACCOUNT_CLOSED: 403,
    POSTING_RESTRICTED: 403,
    NOT_FOUND: 404,
    ROOM_NOT_FOUND: 404,
    MESSAGE_NOT_FOUND: 404,
    USER_NOT_FOUND: 404,
    MEMBER_NOT_FOUND: 404,
    SESSION_NOT_FOUND: 404,
    MEETING_NOT_FOUND: 404,
    PARTICIPANT_NOT_FOUND: 404,
    SERVICE_ACCOUNT_NOT_FOUND: 404,
    NOTIFICATION_NOT_FOUND: 404,
    DEAD_LETTER_NOT_FOUND: 404,
    EXPORT_NOT_FOUND: 404,
    METHOD_NOT_ALLOWED: 405,
    REQUEST_TIMEOUT: 408,
    CONFLICT: 409,
    MEETING_FULL: 409,
    NOT_IN_MEETING: 409,
    MEETING_ENDED: 410,
    RESYNC_REQUIRED: 410,
    PAYLOAD_TOO_LARGE: 413,
    UNSUPPORTED_MEDIA_TYPE: 415,
    RATE_LIMITED: 429,
    INTERNAL: 500,
    NOT_IMPLEMENTED: 501,
    UNAVAILABLE: 503,
  });
});

t.test('isErrorCode accepts only the codes in the error table', async (t) => {
  for (const code of Object.keys(ERRORS)) t.ok(isErrorCode(code), code);
  for (const other of ['toString', '__proto__', '', null, undefined, 404]) t.notOk(isErrorCode(other));
});
