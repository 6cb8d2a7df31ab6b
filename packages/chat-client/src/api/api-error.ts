import { ERRORS, type ErrorCode, toKnownErrorCode } from '@kcs/contracts';

/** A server's error code, or `UNREACHABLE` if no response arrived or the response was unreadable. */
export type ProblemCode = ErrorCode | 'UNREACHABLE';

/** The error that a failed REST or socket request throws. Its message can be shown to the user. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ProblemCode, message: string, retryAfterMs?: number) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same request may succeed if it is sent again. */
  get retryable(): boolean {
    return this.code === 'UNREACHABLE' || ERRORS[this.code].retry === 'later';
  }
}

export const createUnreachableError = (): ApiError =>
  new ApiError('UNREACHABLE', 'The server cannot be reached. Check your connection and try again.');

interface ServerErrorBody {
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/**
 * Converts the error in a server response to an `ApiError`. An error code that this version does not know is replaced
 * by the general code for the HTTP status (REST-3). Socket responses have no HTTP status, so an unknown code is
 * retryable only if the server sends `retryAfterMs` (SOCK-3).
 */
export const createServerError = (
  { code, message, retryAfterMs }: ServerErrorBody,
  status = retryAfterMs === undefined ? 400 : 500,
): ApiError => new ApiError(toKnownErrorCode(code, status), message, retryAfterMs);

/**
 * Converts any thrown value to an `ApiError` whose message can be shown to the user. A value that is not an `ApiError`
 * becomes one with the code `UNREACHABLE`.
 */
export const asApiError = (thrown: unknown): ApiError =>
  thrown instanceof ApiError ? thrown : createUnreachableError();
