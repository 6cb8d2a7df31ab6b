import { ChatError, ERRORS, type SocketFailure } from '@kcs/contracts';

const DEFAULT_RETRY_AFTER_MS = 1_000;

/**
 * Returns the failure that the client receives for an error. A `ChatError` keeps its code and message. A RangeError
 * becomes `VALIDATION_FAILED`, and any other error becomes `INTERNAL`.
 */
export function toClientFailure(error: unknown): SocketFailure['error'] {
  // A RangeError comes from a payload that is nested so deeply that its validation exhausts the stack.
  const chatError =
    error instanceof ChatError
      ? error
      : new ChatError(error instanceof RangeError ? 'VALIDATION_FAILED' : 'INTERNAL');
  const retryAfterMs =
    chatError.retryAfterMs ?? (ERRORS[chatError.code].retry === 'later' ? DEFAULT_RETRY_AFTER_MS : undefined);
  const [firstProblem] = chatError.details ?? [];
  const failureMessage = firstProblem
    ? `${firstProblem.field || 'The payload'}: ${firstProblem.message}`
    : chatError.message;
  return {
    code: chatError.code,
    message: failureMessage,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
