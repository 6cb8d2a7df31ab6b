import { ChatError, ERRORS, type SocketFailure } from '@kcs/contracts';

const RETRY_AFTER_MS = 1_000;

/**
 * Returns the failure to send to the client. A `ChatError` keeps its code and message. Any other error becomes
 * `INTERNAL`.
 */
export function toClientFailure(error: unknown): SocketFailure['error'] {
  // A RangeError is the client's fault: validating a payload nested thousands of levels deep exhausts the stack.
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
