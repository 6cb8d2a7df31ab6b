import { ChatError, ERRORS, type SocketFailure } from '@kcs/contracts';

const RETRY_AFTER_MS = 1_000;

/**
 * Returns the failure to send to the client. A `ChatError` keeps its code and message. Any other error becomes
 * `INTERNAL`.
 */
export function toClientFailure(error: unknown): SocketFailure['error'] {
  // A RangeError is the client's fault: validating a payload nested thousands of levels deep exhausts the stack.
  const chatError =
    error instanceof ChatError
      ? error
      : new ChatError(error instanceof RangeError ? 'VALIDATION_FAILED' : 'INTERNAL');
  const retryAfterMs =
    chatError.retryAfterMs ?? (ERRORS[chatError.code].retry === 'later' ? RETRY_AFTER_MS : undefined);
  const [firstProblem] = chatError.details ?? [];
  const message = firstProblem
    ? `${firstProblem.field || 'The payload'}: ${firstProblem.message}`
    : chatError.message;
  return { code: chatError.code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
