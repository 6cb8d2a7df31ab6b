import { ChatError, ERRORS, type SocketFailure } from '@kcs/contracts';

const RETRY_AFTER_MS = 1_000;

/** What a client is told of a failure; only a `ChatError` speaks for itself. */
export function failureOf(error: unknown): SocketFailure['error'] {
  // Values nested thousands of levels deep exhaust the stack of whoever walks them.
  const known =
    error instanceof ChatError
      ? error
      : new ChatError(error instanceof RangeError ? 'VALIDATION_FAILED' : 'INTERNAL');
  const retryAfterMs =
    known.retryAfterMs ?? (ERRORS[known.code].retry === 'later' ? RETRY_AFTER_MS : undefined);
  const [first] = known.details ?? [];
  const message = first ? `${first.field || 'The payload'}: ${first.message}` : known.message;
  return { code: known.code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
