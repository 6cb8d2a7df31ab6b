import { ERRORS, type ErrorCode, knownErrorCode } from '@kcs/contracts';

/** `UNREACHABLE` means that no response came, or none that this client understands. */
export type ProblemCode = ErrorCode | 'UNREACHABLE';

/** A request that failed, over REST or the socket. The message can be shown to the user. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ProblemCode, message: string, retryAfterMs?: number) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    return this.code === 'UNREACHABLE' || ERRORS[this.code].retry === 'later';
  }
}

export const unreachable = (): ApiError =>
  new ApiError('UNREACHABLE', 'The server cannot be reached. Check your connection and try again.');

interface ServerError {
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/**
 * The error in a server's response. An unknown code, which a newer server may send, counts as the general code of its HTTP
 * status (REST-3). On a socket there is no status: there an error can be retried if it says when (SOCK-3).
 */
export const errorFromServer = (
  { code, message, retryAfterMs }: ServerError,
  status = retryAfterMs === undefined ? 400 : 500,
): ApiError => new ApiError(knownErrorCode(code, status), message, retryAfterMs);

/**
 * Returns anything that was thrown as an error that can be shown. Anything other than an `ApiError` counts as
 * `UNREACHABLE`.
 */
export const asApiError = (thrown: unknown): ApiError =>
  thrown instanceof ApiError ? thrown : unreachable();
