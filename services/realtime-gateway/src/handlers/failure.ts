import { ChatError, ERRORS, type SocketFailure } from '@kcs/contracts';

const RETRY_AFTER_MS = 1_000;

/**
 * Returns the failure that the client sees. A `ChatError` keeps its code and message. Any other error becomes
 * `INTERNAL`.
 */
export function failureOf(error: unknown): SocketFailure['error'] {
  // Validating a payload that is nested thousands of levels deep exhausts the stack, so a RangeError is the client's
  // fault.
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
