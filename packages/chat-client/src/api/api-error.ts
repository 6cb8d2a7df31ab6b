import { ERRORS, type ErrorCode, knownErrorCode } from '@kcs/contracts';

/** `UNREACHABLE` means that no response arrived or that the response was unreadable. */
export type ProblemCode = ErrorCode | 'UNREACHABLE';

/** The error of a failed REST or socket request. Its message can be shown to the user. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ProblemCode, message: string, retryAfterMs?: number) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether a retry of the same request may succeed. */
  get retryable(): boolean {
    return this.code === 'UNREACHABLE' || ERRORS[this.code].retry === 'later';
  }
}

export const createUnreachableError = (): ApiError =>
  new ApiError('UNREACHABLE', 'The server cannot be reached. Check your connection and try again.');

interface ServerError {
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/**
 * Returns the error in a server response as an `ApiError`. An error code that only a newer server knows is replaced by
 * the general code for the HTTP status (REST-3). Socket responses have no HTTP status, so an unknown code is retryable
 * only if the server sends `retryAfterMs` (SOCK-3).
 */
export const createServerError = (
  { code, message, retryAfterMs }: ServerError,
  status = retryAfterMs === undefined ? 400 : 500,
): ApiError => new ApiError(knownErrorCode(code, status), message, retryAfterMs);

/**
 * Returns any thrown value as an `ApiError` whose message can be shown to the user. A value that is not an `ApiError`
 * becomes `UNREACHABLE`.
 */
export const asApiError = (thrown: unknown): ApiError =>
  thrown instanceof ApiError ? thrown : createUnreachableError();
