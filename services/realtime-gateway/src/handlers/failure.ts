import { ChatError, ERRORS, type SocketFailure } from '@kcs/contracts';

const RETRY_AFTER_MS = 1_000;

/** Returns the failure that a client sees. Only the message of a `ChatError` is passed on; anything else is `INTERNAL`. */
export function failureOf(error: unknown): SocketFailure['error'] {
  // Validating values nested thousands of levels deep exhausts the stack: the payload is at fault.
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
